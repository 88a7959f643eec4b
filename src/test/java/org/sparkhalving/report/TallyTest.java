package org.sparkhalving.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkhalving.report.Epochs.epoch;
import static org.sparkhalving.report.Epochs.last;
import static org.sparkhalving.report.Epochs.outlook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Standing;
import org.sparkhalving.search.scheduler.Outlook;

class TallyTest {
  private final FakeClock clock = new FakeClock();

  private static Plan plan(Metric metric, Plan.Trained... before) {
    return new Plan("s", outlook(List.of(2, 5), List.of(4, 2)), 2, metric, List.of(before));
  }

  private final Tally tally = new Tally(plan(Metric.VAL_ACCURACY), clock);

  @Test
  void countsAnEpochOnceHoweverOftenAndInWhateverOrderItIsTold() {
    tally.epochEnded(new Job(0, 0), epoch(2, 80));
    tally.epochEnded(new Job(0, 0), epoch(1, 70));
    tally.epochEnded(new Job(0, 0), epoch(2, 80));
    assertThat(tally.snapshot().epochsDone()).isEqualTo(2);
    assertThat(tally.snapshot().epochsLeft()).isEqualTo(4 * 2 + 2 * 3 - 2);
  }

  @Test
  void ignoresEpochsToldAfterTheirJobsEnd() {
    tally.jobEnded(new Job(0, 0), last(2, 80), true);
    tally.epochEnded(new Job(0, 0), epoch(1, 70));
    tally.epochEnded(new Job(0, 0), epoch(2, 80));
    assertThat(tally.snapshot().epochsDone()).isEqualTo(2);
  }

  @Test
  void countsEpochsThatWereNeverToldAtTheJobsEnd() {
    tally.jobEnded(new Job(0, 0), last(2, 80), true);
    tally.epochEnded(new Job(0, 1), epoch(3, 81));
    assertThat(tally.jobEnded(new Job(0, 1), last(5, 82), true).epochsDone()).isEqualTo(5);
  }

  @Test
  void whatTheSchedulerExpectsLastIsLeft() {
    for (int trial = 0; trial < 3; trial++) {
      tally.jobEnded(new Job(trial, 0), Optional.empty(), false);
    }
    tally.expect(outlook(List.of(2, 5), List.of(4, 1)));
    Snapshot now = tally.jobEnded(new Job(3, 0), last(2, 60), true);
    assertThat(now.rungs())
        .containsExactly(new Snapshot.Rung(2, 4, 4, 3), new Snapshot.Rung(5, 1, 0, 0));
    assertThat(now.epochsDone()).isEqualTo(2);
    assertThat(now.epochsLeft()).isEqualTo(3);
    assertThat(now.failed()).isEqualTo(3);
    assertThat(now.finishedRungs()).isEqualTo(1);
  }

  @Test
  void nothingIsLeftWhenAllFailed() {
    tally.expect(outlook(List.of(2, 5), List.of(4, 0)));
    Snapshot now = tally.snapshot();
    for (int trial = 0; trial < 4; trial++) {
      now = tally.jobEnded(new Job(trial, 0), Optional.empty(), false);
    }
    assertThat(now.epochsLeft()).isZero();
    assertThat(now.best()).isEmpty();
    assertThat(now.current()).isEmpty();
  }

  @Test
  void aFailedTrialKeepsTheEpochsItHad() {
    tally.epochEnded(new Job(0, 0), epoch(1, 70));
    Snapshot now = tally.jobEnded(new Job(0, 0), Optional.empty(), false);
    assertThat(now.epochsDone()).isEqualTo(1);
    assertThat(now.epochsLeft()).isEqualTo(3 * 2 + 2 * 3);
  }

  @Test
  void theBestIsTheBestOfEachTrialsLastRung() {
    tally.jobEnded(new Job(0, 0), last(2, 85), true);
    tally.jobEnded(new Job(1, 0), last(2, 84), true);
    assertThat(tally.snapshot().best()).contains(new Standing(0, 85));
    tally.jobEnded(new Job(0, 1), last(5, 83), true);
    assertThat(tally.snapshot().best()).contains(new Standing(1, 84));
    tally.jobEnded(new Job(1, 1), last(3, 99), false);
    assertThat(tally.snapshot().best()).contains(new Standing(0, 83));
  }

  @Test
  void aLowerLossIsBetterWhereTheMetricIsALoss() {
    Tally losses = new Tally(plan(Metric.VAL_LOSS), clock);
    losses.jobEnded(new Job(0, 0), Optional.of(new EpochMetrics(2, 0.5, 0.4, 80, 0.1, 1)), true);
    losses.jobEnded(new Job(1, 0), Optional.of(new EpochMetrics(2, 0.5, 0.3, 70, 0.1, 1)), true);
    assertThat(losses.snapshot().best()).contains(new Standing(1, 0.3));
  }

  @Test
  void timeLeftIsUnknownBeforeTheFirstEpoch() {
    assertThat(tally.snapshot().left()).isEmpty();
  }

  @Test
  void timeLeftSharesEpochsAmongSlotsAndTrialsAndRunsDown() {
    tally.epochEnded(new Job(0, 0), epoch(1, 70));
    // 7 epochs of the first rung and 6 of the second, 2 seconds each, by 2 trials at a time.
    assertThat(tally.snapshot().left()).contains(Duration.ofSeconds(13));
    clock.advanceSeconds(3);
    assertThat(tally.snapshot().left()).contains(Duration.ofSeconds(10));
    clock.advanceSeconds(60);
    assertThat(tally.snapshot().left()).contains(Duration.ZERO);
  }

  @Test
  void aLoneTrialUsesOneSlot() {
    for (int trial = 0; trial < 4; trial++) {
      tally.jobEnded(new Job(trial, 0), last(2, 80), true);
    }
    Snapshot now = tally.jobEnded(new Job(0, 1), last(5, 80), true);
    assertThat(now.left()).contains(Duration.ofSeconds(6));
  }

  @Test
  void goesOnFromWhatWasDoneBeforeAResume() {
    Tally resumed =
        new Tally(
            plan(
                Metric.VAL_ACCURACY,
                new Plan.Trained(0, 0, 1, last(5, 88), Optional.empty()),
                new Plan.Trained(1, 0, 0, last(2, 80), Optional.empty()),
                new Plan.Trained(2, 0, 0, last(1, 10), Optional.of(FailureReason.DIVERGED)),
                new Plan.Trained(3, 0, 0, Optional.empty(), Optional.of(FailureReason.CRASHED))),
            clock);
    resumed.epochEnded(new Job(0, 0), epoch(2, 88));
    Snapshot now = resumed.snapshot();
    assertThat(now.rungs())
        .containsExactly(new Snapshot.Rung(2, 4, 4, 2), new Snapshot.Rung(5, 2, 1, 0));
    assertThat(now.epochsDone()).isEqualTo(8);
    assertThat(now.epochsLeft()).isEqualTo(3);
    assertThat(now.best()).contains(new Standing(0, 88));
    assertThat(now.left()).isEmpty();
  }

  @Test
  void aTrialThatBeginsInALaterRungTrainsTheEpochsBelowItToo() {
    Outlook brackets =
        new Outlook(List.of(new Outlook.Rung(2, 2, 2), new Outlook.Rung(5, 3, 2)), true);
    Plan plan =
        new Plan(
            "s",
            brackets,
            1,
            Metric.VAL_ACCURACY,
            List.of(new Plan.Trained(2, 1, 1, last(5, 70), Optional.empty())));
    Tally later = new Tally(plan, clock);

    assertThat(later.snapshot().epochsDone()).isEqualTo(5);
    assertThat(later.snapshot().epochsLeft()).isEqualTo(2 * 2 + 3 + 5);
    later.epochEnded(new Job(3, 1), epoch(1, 60));
    assertThat(later.snapshot().epochsLeft()).isEqualTo(2 * 2 + 3 + 4);
    Snapshot now = later.jobEnded(new Job(3, 1), last(5, 80), true);
    assertThat(now.epochsDone()).isEqualTo(10);
    assertThat(now.epochsLeft()).isEqualTo(2 * 2 + 3);
    assertThat(now.rungs().get(1)).isEqualTo(new Snapshot.Rung(5, 3, 2, 0));
  }
}
