package org.sparkhalving.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;

/**
 * Literal tables. A rung is written as its trials in order, each with a mark: {@code +} promoted,
 * {@code -} below, {@code !} failed, {@code =} final (failed or not). NaN stands for a failure.
 */
class HalvingTest {
  private static final double FAILS = Double.NaN;

  @Test
  void nineTrialsThenThreeThenOne() {
    Halving halving = halving(9, Rungs.of(1, 9, 3), 3, Metric.VAL_ACCURACY);
    play(
        halving,
        new double[][] {
          {50, 70, 60, 90, 40, 80, 65, 30, 20},
          {0, 91, 0, 90.5, 0, 85, 0, 0, 0},
          {0, 95, 0, 0, 0, 0, 0, 0, 0}
        });

    assertThat(halving.decisions())
        .containsExactly(
            new Decision(0, 1, 3, 1, 9, Outcome.of(90), true, Decision.Reason.TOP),
            new Decision(0, 1, 5, 2, 9, Outcome.of(80), true, Decision.Reason.TOP),
            new Decision(0, 1, 1, 3, 9, Outcome.of(70), true, Decision.Reason.TOP),
            new Decision(0, 1, 6, 4, 9, Outcome.of(65), false, Decision.Reason.BELOW),
            new Decision(0, 1, 2, 5, 9, Outcome.of(60), false, Decision.Reason.BELOW),
            new Decision(0, 1, 0, 6, 9, Outcome.of(50), false, Decision.Reason.BELOW),
            new Decision(0, 1, 4, 7, 9, Outcome.of(40), false, Decision.Reason.BELOW),
            new Decision(0, 1, 7, 8, 9, Outcome.of(30), false, Decision.Reason.BELOW),
            new Decision(0, 1, 8, 9, 9, Outcome.of(20), false, Decision.Reason.BELOW),
            new Decision(1, 3, 1, 1, 3, Outcome.of(91), true, Decision.Reason.TOP),
            new Decision(1, 3, 3, 2, 3, Outcome.of(90.5), false, Decision.Reason.BELOW),
            new Decision(1, 3, 5, 3, 3, Outcome.of(85), false, Decision.Reason.BELOW),
            new Decision(2, 9, 1, 1, 1, Outcome.of(95), false, Decision.Reason.FINAL));
    assertThat(halving.isFinished()).isTrue();
    assertThat(IntStream.range(0, 9).mapToObj(halving::state))
        .containsExactly(
            TrialState.STOPPED,
            TrialState.COMPLETED,
            TrialState.STOPPED,
            TrialState.STOPPED,
            TrialState.STOPPED,
            TrialState.STOPPED,
            TrialState.STOPPED,
            TrialState.STOPPED,
            TrialState.STOPPED);
  }

  @Test
  void tiesGoToTheLowerTrialByLoss() {
    Halving halving = halving(16, Rungs.of(1, 8, 2), 2, Metric.VAL_LOSS);
    double[] first = IntStream.range(0, 16).mapToDouble(trial -> 0.1 + trial % 4).toArray();
    double[] second = new double[16];
    Arrays.fill(second, 0.5);
    second[13] = 0.4;
    double[] third = new double[16];
    third[0] = 0.35;
    third[1] = 0.2;
    third[4] = 0.3;
    third[13] = 0.3;
    double[] fourth = new double[16];
    fourth[1] = 0.25;
    fourth[4] = 0.15;
    play(halving, new double[][] {first, second, third, fourth});

    assertThat(table(halving))
        .containsExactly(
            "0+ 4+ 8+ 12+ 1+ 5+ 9+ 13+ 2- 6- 10- 14- 3- 7- 11- 15-",
            "13+ 0+ 1+ 4+ 5- 8- 9- 12-",
            "1+ 4+ 13- 0-",
            "4= 1=");
  }

  @Test
  void failedTrialsAreLastByNumberAndFillNoPlace() {
    Halving halving = halving(8, Rungs.of(1, 4, 2), 2, Metric.VAL_ACCURACY);
    play(
        halving,
        new double[][] {
          {FAILS, 10, FAILS, 30, FAILS, FAILS, 20, FAILS},
          {0, 50, 0, FAILS, 0, 0, 40, 0},
          {0, 60, 0, 0, 0, 0, FAILS, 0}
        });

    // Rung 1 has 4 places, 3 of them taken: still 2 are promoted to rung 2.
    assertThat(table(halving)).containsExactly("3+ 6+ 1+ 0! 2! 4! 5! 7!", "1+ 6+ 3!", "1= 6=");
    assertThat(halving.decisions())
        .filteredOn(row -> row.rung() == 1)
        .allMatch(row -> row.peers() == 3)
        .filteredOn(row -> row.trial() == 3)
        .singleElement()
        .satisfies(row -> assertThat(row.outcome()).isEqualTo(new Outcome.Failed()));
    assertThat(halving.state(6)).isEqualTo(TrialState.FAILED);
    assertThat(halving.isFinished()).isTrue();
  }

  @Test
  void aFailureInARungLeavesItsSuccessorsAsPlanned() {
    Halving halving = halving(6, Rungs.of(1, 2, 2), 2, Metric.VAL_ACCURACY);
    play(halving, new double[][] {{6, 5, 4, 3, 2, FAILS}, {1, FAILS, 2, 0, 0, 0}});

    assertThat(table(halving)).containsExactly("0+ 1+ 2+ 3- 4- 5!", "2= 0= 1=");
  }

  @Test
  void whenAllFailLaterRungsAreEmptyAndFinal() {
    Halving halving = halving(3, Rungs.of(1, 4, 2), 2, Metric.VAL_LOSS);
    play(halving, new double[][] {{FAILS, FAILS, FAILS}});

    assertThat(table(halving)).containsExactly("0! 1! 2!");
    assertThat(halving.isFinished()).isTrue();
  }

  @Test
  void oneRungHasFinalRowsOnly() {
    Halving halving = halving(4, Rungs.of(5, 5, 2), 2, Metric.VAL_LOSS);
    play(halving, new double[][] {{0.4, 0.2, FAILS, 0.3}});

    assertThat(table(halving)).containsExactly("1= 3= 0= 2=");
    assertThat(IntStream.range(0, 4).mapToObj(halving::state))
        .containsExactly(
            TrialState.COMPLETED, TrialState.COMPLETED, TrialState.FAILED, TrialState.COMPLETED);
  }

  @Test
  void aFactorAboveTheNumberOfTrialsLeavesOne() {
    Halving halving = halving(3, Rungs.of(1, 10, 5), 5, Metric.VAL_LOSS);
    play(halving, new double[][] {{0.3, 0.2, 0.1}, {0, 0, 0.5}, {0, 0, 0.6}});

    assertThat(table(halving)).containsExactly("2+ 1- 0-", "2+", "2=");
  }

  @Test
  void sizesAreRoundedDown() {
    Halving odd = halving(7, Rungs.of(1, 4, 2), 2, Metric.VAL_ACCURACY);
    double[] byNumber = {7, 6, 5, 4, 3, 2, 1};
    play(odd, new double[][] {byNumber, byNumber, byNumber});
    Halving thirds = halving(11, Rungs.of(1, 9, 3), 3, Metric.VAL_LOSS);
    double[] ascending = IntStream.range(0, 11).asDoubleStream().toArray();
    play(thirds, new double[][] {ascending, ascending, ascending});

    assertThat(table(odd)).containsExactly("0+ 1+ 2+ 3- 4- 5- 6-", "0+ 1- 2-", "0=");
    assertThat(table(thirds))
        .containsExactly("0+ 1+ 2+ 3- 4- 5- 6- 7- 8- 9- 10-", "0+ 1- 2-", "0=");
  }

  @Test
  void aSingleTrialClimbsAllRungs() {
    Halving halving = halving(1, Rungs.of(1, 4, 2), 2, Metric.VAL_ACCURACY);

    assertThat(halving.start()).containsExactly(new Job(0, 0));
    assertThat(halving.tell(new Job(0, 0), new Outcome.Reached(1))).containsExactly(new Job(0, 1));
    assertThat(halving.tell(new Job(0, 1), new Outcome.Reached(1))).containsExactly(new Job(0, 2));
    assertThat(halving.isFinished()).isFalse();
    assertThat(halving.tell(new Job(0, 2), new Outcome.Reached(1))).isEmpty();
    assertThat(halving.isFinished()).isTrue();
    assertThat(table(halving)).containsExactly("0+", "0+", "0=");
  }

  @Test
  void aTrialIsPromotedAsSoonAsEnoughAreWorse() {
    Halving halving = halving(4, Rungs.of(1, 2, 2), 2, Metric.VAL_ACCURACY);

    assertThat(halving.tell(new Job(2, 0), new Outcome.Reached(80))).isEmpty();
    assertThat(halving.tell(new Job(1, 0), new Outcome.Reached(70))).isEmpty();
    assertThat(halving.state(2)).isEqualTo(TrialState.PAUSED);
    // Two of four are worse than trial 2, and one is worse than trial 1.
    assertThat(halving.tell(new Job(3, 0), new Outcome.Reached(60))).containsExactly(new Job(2, 1));
    assertThat(halving.state(2)).isEqualTo(TrialState.READY);
    assertThat(halving.state(1)).isEqualTo(TrialState.PAUSED);
    assertThat(halving.state(3)).isEqualTo(TrialState.STOPPED);
    assertThat(halving.tell(new Job(2, 1), new Outcome.Reached(85))).isEmpty();
    assertThat(halving.state(2)).isEqualTo(TrialState.COMPLETED);
    assertThat(halving.decisions()).isEmpty();
    assertThat(halving.tell(new Job(0, 0), new Outcome.Reached(75))).containsExactly(new Job(0, 1));
    assertThat(table(halving)).containsExactly("2+ 0+ 1- 3-");
    assertThat(halving.isFinished()).isFalse();
  }

  @Test
  void aFailureBelowPromotesAboveOnceItLeavesAPlaceEmpty() {
    Halving halving = halving(4, Rungs.of(1, 4, 2), 2, Metric.VAL_ACCURACY);
    Outcome failed = new Outcome.Failed();
    halving.tell(new Job(0, 0), new Outcome.Reached(80));
    halving.tell(new Job(1, 0), failed);

    assertThat(halving.tell(new Job(2, 0), failed)).containsExactly(new Job(0, 1));
    assertThat(halving.tell(new Job(0, 1), new Outcome.Reached(81))).isEmpty();
    assertThat(halving.tell(new Job(3, 0), failed)).containsExactly(new Job(0, 2));
    assertThat(table(halving)).containsExactly("0+ 1! 2! 3!", "0+");
  }

  @Test
  void jobsThatWereNotHandedOutOrWereReportedBeforeAreRefused() {
    Halving halving = halving(2, Rungs.of(1, 2, 2), 2, Metric.VAL_LOSS);
    halving.tell(new Job(1, 0), new Outcome.Reached(0.5));
    halving.tell(new Job(0, 0), new Outcome.Reached(0.4));

    refuses(halving, new Job(2, 0), "there is no trial 2: they are numbered 0 to 1");
    refuses(halving, new Job(-1, 0), "there is no trial -1");
    refuses(halving, new Job(1, 1), "trial 1 was never sent to rung 1", "is 0");
    refuses(halving, new Job(0, 2), "trial 0 was never sent to rung 2", "is 1");
    refuses(halving, new Job(0, -1), "trial 0 was never sent to rung -1");
    refuses(halving, new Job(1, 0), "trial 1 in rung 0 was reported before");
    refuses(halving, new Job(0, 0), "trial 0 in rung 0 was reported before");
    assertThatThrownBy(() -> halving.state(2)).hasMessageContaining("there is no trial 2");
  }

  @Test
  void aMetricThatIsNotFiniteIsNoRungReached() {
    for (double metric : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Outcome.Reached(metric))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("finite", String.valueOf(metric), "diverged");
    }
  }

  private static void refuses(Halving halving, Job job, String... words) {
    assertThatThrownBy(() -> halving.tell(job, new Outcome.Reached(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(words);
  }

  private static Halving halving(int trials, Rungs rungs, int factor, Metric metric) {
    return new Halving(HalvingPlan.of(trials, rungs, factor), metric);
  }

  /** Reports every outcome, the first handed out first. {@code metrics} is by rung, then trial. */
  private static void play(Halving halving, double[][] metrics) {
    Deque<Job> open = new ArrayDeque<>(halving.start());
    while (!open.isEmpty()) {
      Job job = open.remove();
      double metric = metrics[job.rung()][job.trial()];
      open.addAll(halving.tell(job, Outcome.of(metric)));
    }
  }

  private static List<String> table(Halving halving) {
    Map<Integer, String> rungs =
        halving.decisions().stream()
            .collect(
                Collectors.groupingBy(
                    Decision::rung,
                    TreeMap::new,
                    Collectors.mapping(HalvingTest::mark, Collectors.joining(" "))));
    return new ArrayList<>(rungs.values());
  }

  private static String mark(Decision row) {
    return row.trial()
        + switch (row.reason()) {
          case TOP -> "+";
          case BELOW -> "-";
          case FAILED -> "!";
          case FINAL -> "=";
          case CLOSING -> "c";
          case RETRIED -> "r";
        };
  }
}
