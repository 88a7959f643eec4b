package org.sparkhalving.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkhalving.report.Epochs.epoch;

import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;

class LiveViewTest {
  private final Study study = Study.halving(4, 1, 4, Metric.VAL_LOSS);
  private final Plan plan = study.plan("s", 2);
  private final Tally tally = new Tally(plan, new FakeClock());

  private void starts(int trial, int rung) {
    tally.jobStarted(new Job(trial, rung), study.last(trial), study.configuration(trial));
  }

  private void reaches(int trial, int rung, int epoch) {
    tally.jobEnded(study.reach(trial, rung, epoch(epoch, 80)), study.snapshot());
  }

  private List<AttributedString> lines(int width, int height) {
    return LiveView.lines(plan, tally.now(), new Screen(width, height, true));
  }

  private List<String> text(int width, int height) {
    return lines(width, height).stream().map(AttributedString::toString).toList();
  }

  /** Rung 0 is done, but for a failure; trial 0 is in rung 1, trial 2 has just begun it. */
  private void goesToTheSecondRung() {
    reaches(0, 0, 1);
    tally.jobEnded(study.fail(1, 0, FailureReason.CRASHED, ""), study.snapshot());
    reaches(2, 0, 1);
    reaches(3, 0, 1);
    starts(0, 1);
    tally.epochEnded(new Job(0, 1), epoch(2, 82.5));
    starts(2, 1);
  }

  @Test
  void atTheStartTimeLeftAndBestAreUnknown() {
    assertThat(text(80, 24))
        .containsExactly(
            "[>         ] 0/8 epochs (full training: 16), 0:00:00 so far, - left",
            "best -",
            " rung | epochs | trials | done | training | promoted | failed",
            "------+--------+--------+------+----------+----------+--------",
            "    0 |      1 |      4 |    0 |        0 |        0 |      0",
            "    1 |      2 |      2 |    0 |        0 |        0 |      0",
            "    2 |      4 |      1 |    0 |        0 |        0 |      0");
  }

  @Test
  void saysWhatEachRungHasDoneAndWhatIsTrained() {
    goesToTheSecondRung();
    assertThat(text(80, 24))
        .containsExactly(
            "[=====>    ] 4/7 epochs (full training: 16), 0:00:00 so far, 0:00:05 left",
            "best 0.4500 (trial 0): base_lr 0.001",
            "failed: 1 crashed",
            " rung | epochs | trials | done | training | promoted | failed",
            "------+--------+--------+------+----------+----------+--------",
            "    0 |      1 |      4 |    4 |        0 |        2 |      1",
            "    1 |      2 |      2 |    0 |        2 |        0 |      0",
            "    2 |      4 |      1 |    0 |        0 |        0 |      0",
            " trial |  epoch | train loss | val loss | val acc % | base_lr",
            "-------+--------+------------+----------+-----------+---------",
            "     0 | 2 of 2 |     0.5000 |   0.4500 |     82.50 |   0.001",
            "     2 | 1 of 2 |     0.5000 |   0.4500 |     80.00 |   0.001");
  }

  @ParameterizedTest
  @CsvSource({"40, 4", "40, 7", "80, 9", "200, 10", "80, 12", "60, 24"})
  void fitsIntoEveryScreenAndLeavesTwoLinesAbove(int width, int height) {
    goesToTheSecondRung();
    assertThat(text(width, height))
        .hasSizeBetween(3, Math.max(3, height - 2))
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
  }

  @Test
  void whereThereIsNoRoomFinishedRungsGiveWayFirstAndOtherTrialsAreCounted() {
    goesToTheSecondRung();
    assertThat(text(80, 8)).hasSize(6).last().asString().startsWith("    1 |");
    starts(3, 1);
    assertThat(text(80, 14)).hasSize(12).last().isEqualTo(" and 2 more trials");
  }

  @Test
  void hyperparametersThatDoNotFitAreLeftOut() {
    goesToTheSecondRung();
    assertThat(text(50, 24))
        .anyMatch(line -> line.contains("val loss"))
        .noneMatch(line -> line.endsWith("base_lr"));
  }

  @Test
  void theBestIsGreenAndFailuresAreRed() {
    assertThat(lines(80, 24)).allMatch(line -> line.toAnsi().equals(line.toString()));
    goesToTheSecondRung();
    assertThat(lines(80, 24).get(1).styleAt(0))
        .isEqualTo(AttributedStyle.BOLD.foreground(AttributedStyle.GREEN));
    assertThat(lines(80, 24).get(2).styleAt(0))
        .isEqualTo(AttributedStyle.DEFAULT.foreground(AttributedStyle.RED));
  }
}
