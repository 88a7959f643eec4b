package org.sparkhalving.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;

/**
 * Literal tables. A row is the trial, a mark ({@code +} top, {@code c} closing, {@code -} below,
 * {@code !} failed, {@code =} final) and rank/peers. NaN stands for a failure.
 */
class AshaPromotionTest {
  private static final double FAILS = Double.NaN;

  @Test
  void nineTrialsAreJudgedAgainstThoseBeforeThem() {
    AshaPromotion asha = asha(9, Rungs.of(1, 9, 3), 3, Metric.VAL_ACCURACY);
    play(
        asha,
        new double[][] {
          {50, 70, 60, 90, 40, 80, 65, 30, 20},
          {60, 91, 0, 90.5, 0, 85, 0, 0, 0},
          {70, 95, 0, 0, 0, 0, 0, 0, 0}
        });

    // M_1: 0 (1 of 1), 1 (1 of 2), 3 (1 of 4), 5 (2 of 6). S_1: 3, 5, 1. M_2: 0, 1.
    assertThat(table(asha, 0))
        .containsExactly(
            "3+1/4", "5+2/6", "1+1/2", "6-4/7", "2-2/3", "0+1/1", "4-5/5", "7-8/8", "8-9/9");
    assertThat(table(asha, 1)).containsExactly("1+1/2", "3-2/3", "5-3/4", "0+1/1");
    assertThat(table(asha, 2)).containsExactly("1=1/2", "0=2/2");
  }

  @Test
  void theClosingPassAddsWhomAHalvingPromotes() {
    AshaPromotion asha = asha(4, Rungs.of(1, 2, 2), 2, Metric.VAL_LOSS);
    play(asha, new double[][] {{0.1, 0.2, 0.8, 0.7}, {0.1, 0.3, 0, 0}});

    assertThat(table(asha, 0)).containsExactly("0+1/1", "1c2/4", "3-3/4", "2-3/3");
    assertThat(table(asha, 1)).containsExactly("0=1/2", "1=2/2");
  }

  @Test
  void tiesGoToTheLowerTrial() {
    AshaPromotion asha = asha(16, Rungs.of(1, 8, 2), 2, Metric.VAL_ACCURACY);
    play(asha, new double[4][16]);

    // M_1 is {0} and the first ⌊k/2⌋ by number, that is, 0 alone; S_1 is 0 to 7.
    assertThat(table(asha, 0))
        .startsWith("0+1/1", "1c2/16", "2c3/16")
        .endsWith("14-15/15", "15-16/16");
    assertThat(table(asha, 1))
        .containsExactly("0+1/1", "1c2/8", "2c3/8", "3c4/8", "4-5/8", "5-6/8", "6-7/8", "7-8/8");
    assertThat(table(asha, 2)).containsExactly("0+1/1", "1c2/4", "2-3/4", "3-4/4");
    assertThat(table(asha, 3)).containsExactly("0=1/2", "1=2/2");
  }

  @Test
  void failedTrialsAreLastAndAreNotPromoted() {
    AshaPromotion asha = asha(5, Rungs.of(1, 2, 2), 2, Metric.VAL_LOSS);
    play(asha, new double[][] {{FAILS, 0.5, FAILS, 0.4, 0.6}, {0, FAILS, 0, 0.3, 0}});

    // Trial 1 is first of two, trial 3 first of four.
    assertThat(table(asha, 0)).containsExactly("3+1/4", "1+1/2", "4-3/5", "0!1/1", "2!3/3");
    assertThat(table(asha, 1)).containsExactly("3=1/2", "1=2/2");
    assertThat(asha.state(1)).isEqualTo(TrialState.FAILED);
  }

  @Test
  void whenAllFailLaterRungsAreEmptyAndFinal() {
    AshaPromotion asha = asha(3, Rungs.of(1, 4, 2), 2, Metric.VAL_LOSS);
    play(asha, new double[][] {{FAILS, FAILS, FAILS}});

    assertThat(asha.decisions()).hasSize(3);
    assertThat(asha.isFinished()).isTrue();
    assertThat(asha.outlook().jobs()).isEqualTo(3);
  }

  @Test
  void oneRungHasFinalRowsOnly() {
    AshaPromotion asha = asha(3, Rungs.of(5, 5, 2), 2, Metric.VAL_LOSS);
    play(asha, new double[][] {{0.4, FAILS, 0.3}});

    assertThat(table(asha, 0)).containsExactly("2=1/3", "0=2/3", "1=3/3");
    assertThat(asha.state(0)).isEqualTo(TrialState.COMPLETED);
  }

  @Test
  void aFactorAboveTheNumberOfTrialsPromotesTheBestSoFar() {
    AshaPromotion asha = asha(3, Rungs.of(1, 10, 5), 5, Metric.VAL_LOSS);
    play(asha, new double[][] {{0.2, 0.3, 0.1}, {0.2, 0, 0.3}, {0.1, 0, 0}});

    assertThat(table(asha, 0)).containsExactly("2+1/3", "0+1/1", "1-2/2");
    assertThat(table(asha, 1)).containsExactly("0+1/1", "2c1/1");
  }

  @Test
  void oddSizesAreRoundedDown() {
    AshaPromotion asha = asha(7, Rungs.of(1, 2, 2), 2, Metric.VAL_ACCURACY);
    play(asha, new double[][] {{1, 2, 3, 4, 5, 6, 7}, {1, 2, 3, 4, 5, 6, 7}});

    assertThat(table(asha, 0))
        .containsExactly("6+1/7", "5+1/6", "4+1/5", "3+1/4", "2+1/3", "1+1/2", "0+1/1");
  }

  @Test
  void aTrialIsPromotedBeforeAStragglerThatCannotChangeThat() {
    AshaPromotion asha = asha(5, Rungs.of(1, 2, 2), 2, Metric.VAL_ACCURACY);

    assertThat(asha.tell(new Job(1, 0), new Outcome.Reached(50))).isEmpty();
    assertThat(asha.tell(new Job(2, 0), new Outcome.Reached(40))).isEmpty();
    // Better than two of the three below it: at worst second of four, of whom two are promoted.
    assertThat(asha.tell(new Job(3, 0), new Outcome.Reached(60))).containsExactly(new Job(3, 1));
    // Third of four at best, of whom two are promoted; and third of five, of whom S takes two.
    assertThat(asha.tell(new Job(4, 0), new Outcome.Reached(45))).isEmpty();
    assertThat(asha.state(4)).isEqualTo(TrialState.STOPPED);
    assertThat(asha.state(1)).isEqualTo(TrialState.PAUSED);
    assertThat(asha.tell(new Job(0, 0), new Outcome.Reached(55))).containsExactly(new Job(0, 1));
    assertThat(asha.state(1)).isEqualTo(TrialState.STOPPED);
    assertThat(asha.outlook().rungs().get(1).trials()).isEqualTo(2);
    assertThatThrownBy(() -> asha.tell(new Job(0, 0), new Outcome.Reached(55)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reported before");
  }

  private static AshaPromotion asha(int trials, Rungs rungs, int factor, Metric metric) {
    return new AshaPromotion(HalvingPlan.of(trials, rungs, factor), factor, metric);
  }

  /** Reports every outcome, the first handed out first. {@code metrics} is by rung, then trial. */
  private static void play(AshaPromotion asha, double[][] metrics) {
    Deque<Job> open = new ArrayDeque<>(asha.start());
    while (!open.isEmpty()) {
      Job job = open.remove();
      double metric = metrics[job.rung()][job.trial()];
      open.addAll(asha.tell(job, Outcome.of(metric)));
    }
    assertThat(asha.isFinished()).isTrue();
  }

  private static List<String> table(Scheduler scheduler, int rung) {
    return scheduler.decisions().stream()
        .filter(row -> row.rung() == rung)
        .map(row -> row.trial() + "" + mark(row) + row.rank() + "/" + row.peers())
        .toList();
  }

  private static char mark(Decision row) {
    return switch (row.reason()) {
      case TOP -> '+';
      case CLOSING -> 'c';
      case BELOW -> '-';
      case FAILED -> '!';
      case FINAL -> '=';
      case RETRIED -> 'r';
    };
  }
}
