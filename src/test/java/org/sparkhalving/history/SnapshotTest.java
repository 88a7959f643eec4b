package org.sparkhalving.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Standing;
import org.sparkhalving.search.sampler.RandomSampler;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.storage.Samples;

class SnapshotTest {
  /** Four trials to 2 epochs, two of them to 4. */
  private final StudyHistory history =
      study(new SchedulerSettings.SuccessiveHalving(), 2, 4, 4, Metric.VAL_ACCURACY);

  private static StudyHistory study(
      SchedulerSettings.Type type, int minEpochs, int maxEpochs, int trials, Metric metric) {
    StudyHistory study =
        new StudyHistory(
            new SchedulerSettings(type, minEpochs, maxEpochs, 2, Criterion.last(metric))
                .scheduler(trials),
            new RandomSampler(new SearchSpace(Map.of(), Map.of()), 0),
            Criterion.last(metric),
            trials);
    study.start();
    return study;
  }

  private void reaches(int trial, int rung, double accuracy) {
    history.apply(finished(trial, rung, 2 * rung + 1, 2 * rung + 2, accuracy, 0.5));
  }

  private void fails(int trial, int rung) {
    history.apply(Event.Failed.crashed(trial, rung, "SIGSEGV", "host", Samples.NOON));
  }

  @Test
  void whatTheSchedulerExpectsIsLeft() {
    assertThat(history.snapshot().rungs())
        .containsExactly(new Snapshot.Rung(2, 4, 0, 0, 0, 8), new Snapshot.Rung(4, 2, 0, 0, 0, 4));
    fails(0, 0);
    fails(1, 0);
    fails(2, 0);
    reaches(3, 0, 60);

    Snapshot now = history.snapshot();
    assertThat(now.rungs())
        .containsExactly(new Snapshot.Rung(2, 4, 4, 3, 1, 0), new Snapshot.Rung(4, 1, 0, 0, 0, 2));
    assertThat(now.jobsDone()).isEqualTo(4);
    assertThat(now.epochsDone()).isEqualTo(2);
    assertThat(now.epochsLeft()).isEqualTo(2);
    assertThat(now.failed()).isEqualTo(3);
  }

  @Test
  void countsFailuresByReasonAndTheTrialsThatArePromoted() {
    reaches(0, 0, 60);
    fails(1, 0);
    assertThat(history.snapshot().failures()).isEqualTo(Map.of(FailureReason.CRASHED, 1));
    assertThat(history.snapshot().rungs()).extracting(Snapshot.Rung::promoted).containsOnly(0);
    reaches(2, 0, 61);
    reaches(3, 0, 62);
    assertThat(history.snapshot().rungs())
        .extracting(Snapshot.Rung::promoted)
        .containsExactly(2, 0);
    history.apply(new Event.Reopened(List.of(1), Samples.NOON));
    assertThat(history.snapshot().failures()).isEmpty();
    assertThat(history.snapshot().rungs())
        .extracting(Snapshot.Rung::promoted)
        .containsExactly(2, 0);
  }

  @Test
  void nothingIsLeftWhenAllFailed() {
    for (int trial = 0; trial < 4; trial++) {
      fails(trial, 0);
    }
    assertThat(history.snapshot().epochsLeft()).isZero();
    assertThat(history.snapshot().best()).isEmpty();
  }

  @Test
  void aFailedTrialKeepsTheEpochsThatWereRecorded() {
    history.apply(
        new Event.Failed(
            0,
            0,
            FailureReason.DIVERGED,
            "the loss of epoch 2 is NaN",
            List.of(new EpochMetrics(1, 0.5, 0.5, 70, 0.1, 1)),
            new Effort("cpu", "host", 1, 1, Samples.NOON, Samples.NOON)));
    assertThat(history.snapshot().epochsDone()).isEqualTo(1);
    assertThat(history.snapshot().epochsLeft()).isEqualTo(3 * 2 + 2 * 2);
  }

  @Test
  void theBestIsTheBestOfEachTrialsLastRung() {
    reaches(0, 0, 85);
    reaches(1, 0, 84);
    reaches(2, 0, 70);
    reaches(3, 0, 60);
    assertThat(history.snapshot().best()).contains(new Standing(0, 85));
    reaches(0, 1, 83);
    assertThat(history.snapshot().best()).contains(new Standing(1, 84));
    fails(1, 1);
    assertThat(history.snapshot().best()).contains(new Standing(0, 83));
    assertThat(history.ranking()).extracting(TrialRecord::trial).containsExactly(0, 2, 3);
  }

  @Test
  void aLowerLossIsBetterWhereTheMetricIsALoss() {
    StudyHistory losses =
        study(new SchedulerSettings.SuccessiveHalving(), 2, 4, 4, Metric.VAL_LOSS);
    losses.apply(finished(0, 0, 1, 2, 80, 0.4));
    losses.apply(finished(1, 0, 1, 2, 70, 0.3));
    assertThat(losses.snapshot().best()).contains(new Standing(1, 0.3));
  }

  /** Rungs 2 and 4: trials 0 and 1 begin in the first, trial 2 in the second. */
  @Test
  void aTrialThatBeginsInALaterRungTrainsTheEpochsBelowItToo() {
    StudyHistory brackets = study(new SchedulerSettings.Brackets(), 2, 4, 3, Metric.VAL_ACCURACY);
    assertThat(brackets.snapshot().rungs())
        .containsExactly(
            new Snapshot.Rung(2, 2, 0, 0, 0, 4), new Snapshot.Rung(4, 2, 0, 0, 0, 2 + 4));
    brackets.apply(finished(2, 1, 1, 4, 70, 0.5));
    assertThat(brackets.snapshot().rungs())
        .containsExactly(new Snapshot.Rung(2, 2, 0, 0, 0, 4), new Snapshot.Rung(4, 2, 1, 0, 0, 2));
    assertThat(brackets.snapshot().epochsDone()).isEqualTo(4);
  }

  @Test
  void aTrialThatWaitsToBeTriedAgainHasNotFailedAndIsNotTheBest() {
    reaches(0, 0, 85);
    reaches(1, 0, 84);
    reaches(2, 0, 70);
    reaches(3, 0, 60);
    fails(0, 1);
    reaches(1, 1, 80);
    history.apply(new Event.Reopened(List.of(0), Samples.NOON));

    assertThat(history.snapshot().rungs())
        .containsExactly(new Snapshot.Rung(2, 4, 4, 0, 2, 0), new Snapshot.Rung(4, 2, 1, 0, 0, 2));
    assertThat(history.snapshot().best()).contains(new Standing(1, 80));
  }

  @Test
  void epochsSinceTheBestCountThoseOfATrialThatIsTriedAgain() {
    reaches(0, 0, 85);
    assertThat(history.epochsSinceBest()).isZero();
    reaches(1, 0, 84);
    reaches(2, 0, 70);
    fails(3, 0);
    assertThat(history.epochsSinceBest()).isEqualTo(4);
    history.apply(new Event.Reopened(List.of(3), Samples.NOON));
    assertThat(history.epochsSinceBest()).isEqualTo(4);
    reaches(3, 0, 86);
    assertThat(history.epochsSinceBest()).isZero();
  }

  @Test
  void whatHappensLaterDoesNotChangeIt() {
    Snapshot before = history.snapshot();
    reaches(0, 0, 85);
    assertThat(before.epochsDone()).isZero();
    assertThat(before.best()).isEmpty();
    assertThat(before.rungs().get(0)).isEqualTo(new Snapshot.Rung(2, 4, 0, 0, 0, 8));
  }

  private static Event finished(
      int trial, int rung, int first, int last, double accuracy, double loss) {
    List<EpochMetrics> epochs =
        IntStream.rangeClosed(first, last)
            .mapToObj(epoch -> new EpochMetrics(epoch, 0.5, loss, accuracy, 0.1, 1))
            .toList();
    return Event.Finished.of(
        trial,
        rung,
        epochs,
        CheckpointReference.NONE,
        new Effort("cpu", "host", 1, 1, Samples.NOON, Samples.NOON));
  }
}
