package org.sparkhalving.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkhalving.report.Epochs.epoch;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Metric;

/** Four trials to 1 epoch; of the best two, to 2 epochs, trial 3 was lucky. */
class FinalistTableTest {
  private final Study study = Study.halving(4, 1, 2, Metric.VAL_ACCURACY, 2);

  @BeforeEach
  void search() {
    study.reach(0, 0, epoch(1, 10));
    study.reach(1, 0, epoch(1, 20));
    study.reach(2, 0, epoch(1, 60));
    study.reach(3, 0, epoch(1, 70));
    study.reach(2, 1, epoch(2, 61.5));
    study.reach(3, 1, epoch(2, 71));
  }

  private FinalistTable table() {
    return new FinalistTable(study.finalists(), Metric.VAL_ACCURACY);
  }

  @Test
  void thereIsNoneBeforeEachFinalistWasTrainedAgain() {
    study.reach(6, 1, epoch(2, 61));
    assertThat(table().text()).isEmpty();
    assertThat(table().json()).isEmpty();
  }

  @Test
  void meansAndSpreadsAreShownAndWhatTheyAreWithout() {
    study.reach(6, 1, epoch(2, 61));
    study.reach(7, 1, epoch(2, 51));
    study.reach(10, 1, epoch(2, 62));
    study.fail(11, 1, FailureReason.DIVERGED, "the loss is NaN");

    assertThat(table().text())
        .isEqualTo(
            """
            Finalists by the mean val_accuracy of their runs, under one seed each

             trial | runs |  mean | spread | lowest | highest | failed | best run
            -------+------+-------+--------+--------+---------+--------+----------
                 2 |    3 | 61.50 |   0.50 |  61.00 |   62.00 |      0 |       10
                 3 |    2 | 61.00 |  14.14 |  51.00 |   71.00 |      1 |        3
            1 repeat failed: the means are without it
            """);
    assertThat(table().json().get(0))
        .hasToString(
            """
            {"trial":2,"runs":3,"mean":61.5,"spread":0.5,"lowest":61.0,"highest":62.0,"failed":0,"best_run":10}""");
  }

  @Test
  void whereAllRepeatsFailedTheTrialCountsAlone() {
    for (int repeat : new int[] {6, 7, 10, 11}) {
      study.fail(repeat, 1, FailureReason.CRASHED, "");
    }

    assertThat(table().text())
        .contains("     3 |    1 | 71.00 |      - |")
        .endsWith("4 repeats failed: the means are without them\n");
    assertThat(table().json().get(0).get("spread").isNull()).isTrue();
  }
}
