package org.sparkhalving.report;

import static java.time.Instant.EPOCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkhalving.report.Epochs.epoch;
import static org.sparkhalving.report.Epochs.outlook;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Effort;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.space.Configuration;

class TallyTest {
  private static final Configuration NOTHING = new Configuration(Map.of());

  private final FakeClock clock = new FakeClock();

  /** Four trials to 2 epochs and two of them to 5: so many have an outcome in each rung. */
  private static Snapshot recorded(int first, int second, int epochs) {
    return new Snapshot(
        outlook(List.of(2, 5), List.of(4, 2)),
        List.of(
            new Snapshot.Rung(2, 4, first, 0, 0, 2L * (4 - first)),
            new Snapshot.Rung(5, 2, second, 0, 0, 3L * (2 - second))),
        0,
        first + second,
        epochs,
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  private static Plan plan(Snapshot start) {
    return new Plan("s", start, 2, Metric.VAL_ACCURACY);
  }

  private static Event.Outcome reached(int trial, int rung, EpochMetrics last) {
    return Event.Finished.of(
        trial,
        rung,
        List.of(last),
        CheckpointReference.NONE,
        new Effort("cpu", "host", 1, 1, EPOCH, EPOCH));
  }

  private final Tally tally = new Tally(plan(recorded(0, 0, 0)), clock);

  @Test
  void countsAnEpochOnceHoweverOftenAndInWhateverOrderItIsReported() {
    tally.jobStarted(new Job(0, 0), Optional.empty(), NOTHING);
    tally.epochEnded(new Job(0, 0), epoch(2, 80));
    tally.epochEnded(new Job(0, 0), epoch(1, 70));
    tally.epochEnded(new Job(0, 0), epoch(2, 80));
    assertThat(tally.now().epochsDone()).isEqualTo(2);
    assertThat(tally.now().epochsLeft()).isEqualTo(4 * 2 + 2 * 3 - 2);
  }

  @Test
  void ignoresEpochsReportedAfterTheirJobsEnd() {
    tally.jobStarted(new Job(0, 0), Optional.empty(), NOTHING);
    tally.jobEnded(reached(0, 0, epoch(2, 80)), recorded(1, 0, 2));
    tally.epochEnded(new Job(0, 0), epoch(1, 70));
    tally.epochEnded(new Job(0, 0), epoch(2, 80));
    assertThat(tally.now().epochsDone()).isEqualTo(2);
    assertThat(tally.now().epochsLeft()).isEqualTo(3 * 2 + 2 * 3);
  }

  @Test
  void addsTheEpochsThatAJobHasTrainedBeyondThoseBeforeIt() {
    tally.jobStarted(new Job(0, 0), Optional.empty(), NOTHING);
    tally.jobEnded(reached(0, 0, epoch(2, 80)), recorded(1, 0, 2));
    tally.jobStarted(new Job(0, 1), Optional.of(epoch(2, 80)), NOTHING);
    tally.epochEnded(new Job(0, 1), epoch(1, 79)); // The trial begins anew.
    assertThat(tally.now().epochsDone()).isEqualTo(2);
    tally.epochEnded(new Job(0, 1), epoch(3, 81));
    assertThat(tally.now().epochsDone()).isEqualTo(3);
    assertThat(tally.jobEnded(reached(0, 1, epoch(5, 82)), recorded(1, 1, 5)).epochsDone())
        .isEqualTo(5);
  }

  @Test
  void ofAJobThatHasItsOutcomeWhatIsRecordedCounts() {
    tally.jobStarted(new Job(0, 0), Optional.empty(), NOTHING);
    tally.epochEnded(new Job(0, 0), epoch(1, 70));
    Moment now =
        tally.jobEnded(Event.Failed.crashed(0, 0, "SIGSEGV", "host", EPOCH), recorded(1, 0, 0));
    assertThat(now.epochsDone()).isZero();
    assertThat(now.epochsLeft()).isEqualTo(3 * 2 + 2 * 3);
  }

  @Test
  void timeLeftIsUnknownBeforeTheFirstEpoch() {
    assertThat(tally.now().left()).isEmpty();
  }

  @Test
  void timeLeftSharesEpochsAmongSlotsAndTrialsAndRunsDown() {
    tally.jobStarted(new Job(0, 0), Optional.empty(), NOTHING);
    tally.epochEnded(new Job(0, 0), epoch(1, 70));
    // 7 epochs of the first rung and 6 of the second, 2 seconds each, by 2 trials at a time.
    assertThat(tally.now().left()).contains(Duration.ofSeconds(13));
    clock.advanceSeconds(3);
    assertThat(tally.now().left()).contains(Duration.ofSeconds(10));
    clock.advanceSeconds(60);
    assertThat(tally.now().left()).contains(Duration.ZERO);
  }

  @Test
  void aLoneTrialUsesOneSlot() {
    tally.jobStarted(new Job(0, 1), Optional.of(epoch(2, 80)), NOTHING);
    Moment now = tally.jobEnded(reached(0, 1, epoch(5, 80)), recorded(4, 1, 11));
    assertThat(now.left()).contains(Duration.ofSeconds(6));
  }

  @Test
  void continuesFromWhatWasDoneBeforeAResume() {
    Tally resumed = new Tally(plan(recorded(4, 1, 8)), clock);
    resumed.epochEnded(new Job(0, 0), epoch(2, 88));
    assertThat(resumed.now().epochsDone()).isEqualTo(8);
    assertThat(resumed.now().epochsLeft()).isEqualTo(3);
    assertThat(resumed.now().left()).isEmpty();
  }

  @Test
  void aTrialsNextJobMayBeginBeforeTheOutcomeThatItFollowsFromIsShown() {
    tally.jobStarted(new Job(0, 0), Optional.empty(), NOTHING);
    tally.jobStarted(new Job(0, 1), Optional.of(epoch(2, 80)), NOTHING);
    tally.jobEnded(reached(0, 0, epoch(2, 80)), recorded(1, 0, 2));
    tally.epochEnded(new Job(0, 1), epoch(3, 81));
    assertThat(tally.now().epochsDone()).isEqualTo(3);
    assertThat(tally.now().trainingIn(1)).isEqualTo(1);
    assertThat(tally.now().left()).isPresent();
    tally.jobsCancelled();
    assertThat(tally.now().underWay()).isEmpty();
  }

  @Test
  void whatIsUnderWayAtTheEndIsNotDone() {
    tally.jobStarted(new Job(0, 0), Optional.empty(), NOTHING);
    tally.epochEnded(new Job(0, 0), epoch(1, 70));
    assertThat(tally.atEnd().epochsDone()).isZero();
  }
}
