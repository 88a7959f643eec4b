package org.sparkhalving.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkhalving.search.Metric.VAL_ACCURACY;
import static org.sparkhalving.search.Metric.VAL_LOSS;

import java.util.List;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static final List<Standing> STANDINGS =
      List.of(
          new Standing(3, 0.5),
          new Standing(2, 0.25),
          new Standing(0, 0.5),
          new Standing(5, -0.0),
          new Standing(6, 0.0));

  @Test
  void higherAccuracyIsFirstThenTheLowerTrial() {
    assertThat(STANDINGS.stream().sorted(Standing.bestFirst(VAL_ACCURACY)).map(Standing::trial))
        .containsExactly(0, 3, 2, 5, 6);
  }

  @Test
  void lowerLossIsFirstThenTheLowerTrial() {
    assertThat(STANDINGS.stream().sorted(Standing.bestFirst(VAL_LOSS)).map(Standing::trial))
        .containsExactly(5, 6, 2, 0, 3);
  }

  @Test
  void metricsAreTakenFromTheEpochAndNeverBetterWhenNotANumber() {
    EpochMetrics epoch = new EpochMetrics(1, 0.9, 0.5, 80, 1e-3, 2);

    assertThat(VAL_ACCURACY.of(epoch)).isEqualTo(80);
    assertThat(VAL_LOSS.of(epoch)).isEqualTo(0.5);
    for (Metric metric : Metric.values()) {
      assertThat(metric.isBetter(Double.NaN, 1)).isFalse();
      assertThat(metric.isBetter(1, Double.NaN)).isTrue();
      assertThat(metric.isBetter(Double.NaN, Double.NaN)).isFalse();
      assertThat(metric.isBetter(1, 1)).isFalse();
    }
  }
}
