package org.sparkhalving.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;

class RetriesTest {
  private static final double FAILED = Double.NaN;

  /** Eight trials, of which 4, 2 and 1 are promoted; trial k has k percent, trial 7 has failed. */
  @Test
  void aRetriedTrialIsPromotedBesideTheOthersWhereItIsGoodEnough() {
    Retries study = study(new SchedulerSettings.SuccessiveHalving(), 8, 8);
    play(study, study.start(), metrics(8, 7));
    List<String> before = rows(study);
    assertThat(before)
        .containsExactly(
            "0: 6+1/8 5+2/8 4+3/8 3+4/8 2-5/8 1-6/8 0-7/8 7!8/8",
            "1: 6+1/4 5+2/4 4-3/4 3-4/4",
            "2: 6+1/2 5-2/2",
            "3: 6=1/1");

    study.retry(new Job(7, 0));
    assertThat(study.state(7)).isEqualTo(TrialState.READY);
    assertThat(study.isFinished()).isFalse();
    assertThat(study.outlook().jobs()).isEqualTo(8 + 4 + 2 + 1 + 3);
    assertThat(study.outlook().isExact()).isFalse();
    assertThat(study.tell(new Job(7, 0), new Outcome.Reached(4.5))).containsExactly(new Job(7, 1));
    assertThat(study.tell(new Job(7, 1), new Outcome.Reached(4.5))).isEmpty();

    assertThat(study.state(7)).isEqualTo(TrialState.STOPPED);
    assertThat(study.isFinished()).isTrue();
    assertThat(study.outlook().jobs()).isEqualTo(8 + 4 + 2 + 1 + 1);
    assertThat(rows(study))
        .as("the others' rows are what they were")
        .containsExactly(
            "0: 6+1/8 5+2/8 7r3/8+ 4+3/8 3+4/8 2-5/8 1-6/8 0-7/8",
            "1: 6+1/4 5+2/4 7r3/5- 4-3/4 3-4/4",
            "2: 6+1/2 5-2/2",
            "3: 6=1/1");
  }

  @Test
  void itMayCompleteAndMayFailAgain() {
    Retries study = study(new SchedulerSettings.SuccessiveHalving(), 4, 2);
    play(study, study.start(), metrics(4, 3, 2));

    study.retry(new Job(3, 0));
    assertThat(study.tell(new Job(3, 0), new Outcome.Reached(9))).containsExactly(new Job(3, 1));
    assertThat(study.tell(new Job(3, 1), new Outcome.Failed())).isEmpty();
    assertThat(study.state(3)).isEqualTo(TrialState.FAILED);
    assertThat(rows(study).get(1)).isEqualTo("1: 1=1/2 0=2/2 3=3/3");
    study.retry(new Job(3, 1));
    study.retry(new Job(2, 0));
    assertThat(study.tell(new Job(3, 1), new Outcome.Reached(9))).isEmpty();
    assertThat(study.tell(new Job(2, 0), new Outcome.Failed())).isEmpty();

    assertThat(study.state(3)).isEqualTo(TrialState.COMPLETED);
    assertThat(study.state(2)).isEqualTo(TrialState.FAILED);
    assertThat(study.isFinished()).isTrue();
    assertThat(rows(study)).containsExactly("0: 3r1/4+ 1+1/4 0+2/4 2!3/4", "1: 3=1/3 1=1/2 0=2/2");
  }

  /** Where all others that reached a rung were promoted, places stayed empty. */
  @Test
  void emptyPlacesAreFilled() {
    Retries study = study(new SchedulerSettings.SuccessiveHalving(), 4, 2);
    play(study, study.start(), metrics(4, 0, 1, 2, 3));

    study.retry(new Job(2, 0));

    assertThat(study.tell(new Job(2, 0), new Outcome.Reached(0))).containsExactly(new Job(2, 1));
    assertThat(study.tell(new Job(2, 1), new Outcome.Reached(0))).isEmpty();
    assertThat(study.isFinished()).isTrue();
  }

  @Test
  void itIsJudgedWhenAllOthersAreDecidedAndNotBefore() {
    Retries study = study(new SchedulerSettings.SuccessiveHalving(), 4, 2);
    study.start();
    study.tell(new Job(0, 0), new Outcome.Failed());
    study.retry(new Job(0, 0));
    assertThat(study.tell(new Job(0, 0), new Outcome.Reached(99))).isEmpty();
    assertThat(study.state(0)).isEqualTo(TrialState.PAUSED);

    for (int trial = 1; trial < 4; trial++) {
      study.tell(new Job(trial, 0), new Outcome.Reached(trial));
    }
    assertThat(study.tell(new Job(3, 1), new Outcome.Reached(3))).isEmpty();
    assertThat(study.state(0)).isEqualTo(TrialState.PAUSED);

    assertThat(study.tell(new Job(2, 1), new Outcome.Reached(2))).containsExactly(new Job(0, 1));
  }

  @Test
  void theOrderOfOutcomesChangesNothingWhateverTheScheduler() {
    List<SchedulerSettings.Type> types =
        List.of(
            new SchedulerSettings.SuccessiveHalving(),
            new SchedulerSettings.Brackets(),
            new SchedulerSettings.Promotion(),
            new SchedulerSettings.None());
    for (SchedulerSettings.Type type : types) {
      List<String> expected = null;
      for (int seed = 0; seed < 40; seed++) {
        Random random = new Random(seed);
        double[] metrics = metrics(12, 2, 7, 11);
        Retries study = study(type, 12, 8);
        playInAnyOrder(study, study.start(), metrics, random);
        metrics = metrics(12);
        for (int trial : new int[] {2, 7, 11}) {
          study.retry(new Job(trial, firstRung(study, trial)));
        }
        List<Job> open = new ArrayList<>();
        for (int trial : new int[] {2, 7, 11}) {
          open.add(new Job(trial, firstRung(study, trial)));
        }
        playInAnyOrder(study, open, metrics, random);

        assertThat(study.isFinished()).as("%s", type).isTrue();
        expected = expected == null ? rows(study) : expected;
        assertThat(rows(study)).as("%s, seed %s", type, seed).isEqualTo(expected);
        assertThat(IntStream.range(0, 12).mapToObj(study::state))
            .doesNotContain(TrialState.FAILED, TrialState.READY, TrialState.PAUSED);
      }
    }
  }

  @Test
  void onlyAFailedTrialIsTriedAgainAndOnlyItsJobIsReported() {
    Retries study = study(new SchedulerSettings.SuccessiveHalving(), 4, 2);
    play(study, study.start(), metrics(4, 3));

    assertThatThrownBy(() -> study.retry(new Job(1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trial 1 is to be tried again, but has not failed");
    study.retry(new Job(3, 0));
    assertThatThrownBy(() -> study.tell(new Job(3, 1), new Outcome.Reached(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trial 3 at rung 1 was not handed out");
  }

  private static int firstRung(Retries study, int trial) {
    return study.decisions().stream()
        .filter(row -> row.trial() == trial)
        .mapToInt(Decision::rung)
        .min()
        .orElseThrow();
  }

  private static Retries study(SchedulerSettings.Type type, int trials, int maxEpochs) {
    SchedulerSettings settings =
        new SchedulerSettings(type, 1, maxEpochs, 2, Criterion.last(Metric.VAL_ACCURACY));
    return new Retries(settings.scheduler(trials), Metric.VAL_ACCURACY);
  }

  /** Trial k has k percent in every rung. */
  private static double[] metrics(int trials, int... failing) {
    double[] metrics = IntStream.range(0, trials).asDoubleStream().toArray();
    Arrays.stream(failing).forEach(trial -> metrics[trial] = FAILED);
    return metrics;
  }

  /** Plays open jobs, and those that follow, of trials that have {@code metrics}. */
  private static void play(Retries study, List<Job> open, double[] metrics) {
    List<Job> left = new ArrayList<>(open);
    while (!left.isEmpty()) {
      left.addAll(tell(study, left.remove(0), metrics));
    }
  }

  private static void playInAnyOrder(
      Retries study, List<Job> open, double[] metrics, Random random) {
    List<Job> left = new ArrayList<>(open);
    while (!left.isEmpty()) {
      Collections.shuffle(left, random);
      left.addAll(tell(study, left.remove(0), metrics));
    }
  }

  private static List<Job> tell(Retries study, Job job, double[] metrics) {
    double metric = metrics[job.trial()];
    return study.tell(job, Outcome.of(metric));
  }

  /** A line a rung: trial, reason, rank/peers, and of retried trials whether they are promoted. */
  private static List<String> rows(Retries study) {
    List<String> lines = new ArrayList<>();
    int rung = -1;
    for (Decision row : study.decisions()) {
      if (row.rung() != rung) {
        rung = row.rung();
        lines.add(rung + ":");
      }
      String text = " " + row.trial() + mark(row) + row.rank() + "/" + row.peers();
      lines.set(lines.size() - 1, lines.get(lines.size() - 1) + text + retried(row));
    }
    return lines;
  }

  private static String retried(Decision row) {
    return row.reason() != Decision.Reason.RETRIED ? "" : row.promoted() ? "+" : "-";
  }

  private static String mark(Decision row) {
    return switch (row.reason()) {
      case TOP -> "+";
      case BELOW -> "-";
      case FAILED -> "!";
      case FINAL -> "=";
      case CLOSING -> "c";
      case RETRIED -> "r";
    };
  }
}
