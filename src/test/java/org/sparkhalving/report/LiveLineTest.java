package org.sparkhalving.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkhalving.report.Epochs.epoch;
import static org.sparkhalving.report.Epochs.last;
import static org.sparkhalving.report.Epochs.outlook;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;

class LiveLineTest {
  private final Plan plan =
      new Plan("s", outlook(List.of(1, 2, 4), List.of(4, 2, 1)), 2, Metric.VAL_LOSS, List.of());
  private final Tally tally = new Tally(plan, new FakeClock());

  @Test
  void atTheStartTimeLeftAndBestAreUnknown() {
    assertThat(LiveLine.text(plan, tally.snapshot(), 160))
        .isEqualTo("[>         ] 0/8 epochs, - left, best -, rung 0: 0/4 trials");
  }

  @Test
  void showsEveryRungThatTrialsAreInAndFailures() {
    tally.jobEnded(new Job(0, 0), last(1, 80), true);
    tally.jobEnded(new Job(1, 0), Optional.empty(), false);
    tally.jobEnded(new Job(2, 0), last(1, 81), true);
    tally.jobEnded(new Job(0, 1), last(2, 82), true);
    assertThat(LiveLine.text(plan, tally.snapshot(), 160))
        .isEqualTo(
            "[====>     ] 3/7 epochs, 0:00:08 left, best 0.4500 (trial 0), rung 0: 3/4 trials,"
                + " rung 1: 1/2 trials, 1 failed");
  }

  @Test
  void isFullAtTheEndAndNeverLongerThanAllowed() {
    Plan single = new Plan("s", outlook(List.of(3), List.of(1)), 1, Metric.VAL_ACCURACY, List.of());
    Tally one = new Tally(single, new FakeClock());
    one.epochEnded(new Job(0, 0), epoch(2, 80));
    assertThat(LiveLine.text(single, one.snapshot(), 24)).isEqualTo("[======>   ] 2/3 epochs,");
    Snapshot end = one.jobEnded(new Job(0, 0), last(3, 88.125), true);
    assertThat(LiveLine.text(single, end, 160))
        .isEqualTo("[==========] 3/3 epochs, 0:00:00 left, best 88.13 % (trial 0)");
  }
}
