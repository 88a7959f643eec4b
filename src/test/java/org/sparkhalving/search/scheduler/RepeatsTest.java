package org.sparkhalving.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;

class RepeatsTest {
  private static final Outcome FAILED = new Outcome.Failed();

  private static SchedulerSettings settings(SchedulerSettings.Type type, int maxEpochs) {
    return new SchedulerSettings(type, 1, maxEpochs, 2, Criterion.last(Metric.VAL_ACCURACY));
  }

  private static Outcome percent(double value) {
    return new Outcome.Reached(value);
  }

  /** Four trials to 1 epoch, two to 2. */
  private final Retries search =
      new Retries(
          settings(new SchedulerSettings.SuccessiveHalving(), 2).scheduler(4), Metric.VAL_ACCURACY);

  private final Repeats repeats = new Repeats(search, 4, 2);

  private void firstRung() {
    repeats.start();
    repeats.tell(new Job(0, 0), FAILED);
    repeats.tell(new Job(1, 0), percent(20));
    repeats.tell(new Job(2, 0), percent(60));
    repeats.tell(new Job(3, 0), percent(70));
  }

  @Test
  void finalistsAreTrainedAgainWhenTheLastTrialIsDecidedOn() {
    assertThat(repeats.outlook().jobs()).isEqualTo(4 + 2 + 2 * 2);
    assertThat(repeats.outlook().epochs()).isEqualTo(4 + 2 + 4 * 2);
    assertThat(repeats.outlook().trials()).isEqualTo(4);
    firstRung();
    assertThat(repeats.tell(new Job(2, 1), percent(60))).isEmpty();

    assertThat(repeats.tell(new Job(3, 1), percent(70)))
        .as("first ones before second ones")
        .containsExactly(new Job(6, 1), new Job(7, 1), new Job(10, 1), new Job(11, 1));

    assertThat(repeats.isFinished()).isFalse();
    assertThat(repeats.areLeft()).isTrue();
    assertThat(repeats.state(6)).isEqualTo(TrialState.READY);
    assertThat(repeats.tell(new Job(7, 1), FAILED)).isEmpty();
    assertThat(repeats.tell(new Job(6, 1), percent(1))).isEmpty();
    assertThat(repeats.tell(new Job(11, 1), percent(2))).isEmpty();
    assertThat(repeats.tell(new Job(10, 1), percent(3))).isEmpty();
    assertThat(repeats.isFinished()).isTrue();
    assertThat(repeats.areLeft()).isFalse();
    assertThat(repeats.state(7)).isEqualTo(TrialState.FAILED);
    assertThat(repeats.state(10)).isEqualTo(TrialState.COMPLETED);
    assertThat(repeats.decisions()).as("no repeat's").hasSize(4 + 2);
    assertThat(repeats.outlook().jobs()).isEqualTo(4 + 2 + 4);
  }

  @Test
  void aTrialThatFailedInTheLastRungIsNoFinalistUntilItIsTriedAgain() {
    firstRung();
    repeats.tell(new Job(2, 1), FAILED);
    assertThat(repeats.tell(new Job(3, 1), percent(70)))
        .containsExactly(new Job(7, 1), new Job(11, 1));
    repeats.tell(new Job(7, 1), percent(69));

    search.retry(new Job(2, 1));
    assertThat(repeats.areLeft()).as("the search is not over").isFalse();
    assertThat(repeats.tell(new Job(2, 1), percent(60)))
        .containsExactly(new Job(6, 1), new Job(10, 1));
    for (int repeat : new int[] {6, 10, 11}) {
      assertThat(repeats.isFinished()).isFalse();
      repeats.tell(new Job(repeat, 1), percent(50));
    }
    assertThat(repeats.isFinished()).isTrue();
  }

  @Test
  void whereNoTrialComesToTheLastRungNoneIsTrainedAgain() {
    repeats.start();
    for (int trial = 0; trial < 4; trial++) {
      assertThat(repeats.tell(new Job(trial, 0), FAILED)).isEmpty();
    }
    assertThat(repeats.isFinished()).isTrue();
  }

  @Test
  void onlyWhatWasHandedOutIsReportedAndOnce() {
    firstRung();
    assertThatThrownBy(() -> repeats.tell(new Job(6, 1), percent(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trial 6 at rung 1 was not handed out");
    repeats.tell(new Job(2, 1), percent(60));
    repeats.tell(new Job(3, 1), percent(70));
    assertThatThrownBy(() -> repeats.tell(new Job(6, 0), percent(1)))
        .hasMessage("trial 6 at rung 0 was not handed out");
    repeats.tell(new Job(6, 1), percent(1));
    assertThatThrownBy(() -> repeats.tell(new Job(6, 1), percent(1)))
        .hasMessage("trial 6 at rung 1 was not handed out");
    assertThatThrownBy(() -> repeats.state(5))
        .hasMessage("there is no trial 5: they are numbered 0 to 3");
  }

  @Test
  void theFinalistsAreTheSameInAnyOrderWhateverTheScheduler() {
    List<SchedulerSettings.Type> types =
        List.of(
            new SchedulerSettings.SuccessiveHalving(),
            new SchedulerSettings.Brackets(),
            new SchedulerSettings.Promotion(),
            new SchedulerSettings.None());
    for (SchedulerSettings.Type type : types) {
      TreeSet<Integer> expected = null;
      for (int seed = 0; seed < 40; seed++) {
        RandomSchedule played =
            new RandomSchedule(
                () -> new Repeats(settings(type, 8).scheduler(12), 12, 3),
                job -> Outcome.of(job.trial() % 5 == 4 ? Double.NaN : job.trial() * 7 % 12),
                12,
                new SplittableRandom(seed));

        TreeSet<Integer> repeated =
            played.jobs.stream()
                .map(Job::trial)
                .filter(trial -> trial >= 12)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(repeated)
            .as("%s", type)
            .containsExactlyElementsOf(
                IntStream.range(12, 4 * 12)
                    .filter(number -> played.scheduler.state(number % 12) == TrialState.COMPLETED)
                    .boxed()
                    .toList());
        expected = expected == null ? repeated : expected;
        assertThat(repeated).as("%s, seed %s", type, seed).isEqualTo(expected);
      }
    }
  }
}
