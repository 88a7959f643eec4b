package org.sparkhalving.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkhalving.report.Epochs.epoch;

import org.junit.jupiter.api.Test;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;

class LiveLineTest {
  private final Study study = Study.halving(4, 1, 4, Metric.VAL_LOSS);
  private final Plan plan = study.plan("s", 2);
  private final Tally tally = new Tally(plan, new FakeClock());

  @Test
  void atTheStartTimeLeftAndBestAreUnknown() {
    assertThat(LiveLine.text(plan, tally.now(), 160))
        .isEqualTo("[>         ] 0/8 epochs, - left, best -, rung 0: 0/4 trials");
  }

  @Test
  void showsEveryRungThatTrialsAreInAndFailures() {
    tally.jobStarted(new Job(0, 0), 0);
    tally.jobEnded(study.reach(0, 0, epoch(1, 80)), study.snapshot());
    tally.jobEnded(study.fail(1, 0, FailureReason.CRASHED, ""), study.snapshot());
    tally.jobEnded(study.reach(2, 0, epoch(1, 81)), study.snapshot());
    tally.jobEnded(study.reach(0, 1, epoch(2, 82)), study.snapshot());
    assertThat(LiveLine.text(plan, tally.now(), 160))
        .isEqualTo(
            "[====>     ] 3/7 epochs, 0:00:08 left, best 0.4500 (trial 0), rung 0: 3/4 trials,"
                + " rung 1: 1/2 trials, 1 failed");
  }

  @Test
  void isFullAtTheEndAndNeverLongerThanAllowed() {
    Study small = Study.halving(1, 3, 3, Metric.VAL_ACCURACY);
    Plan single = small.plan("s", 1);
    Tally one = new Tally(single, new FakeClock());
    one.jobStarted(new Job(0, 0), 0);
    one.epochEnded(new Job(0, 0), epoch(2, 80));
    assertThat(LiveLine.text(single, one.now(), 24)).isEqualTo("[======>   ] 2/3 epochs,");
    Moment end = one.jobEnded(small.reach(0, 0, epoch(3, 88.125)), small.snapshot());
    assertThat(LiveLine.text(single, end, 160))
        .isEqualTo("[==========] 3/3 epochs, 0:00:00 left, best 88.13 % (trial 0)");
  }
}
