package org.sparkhalving.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class NormalTest {
  @Test
  void tailsAreThoseOfTheTables() {
    double[][] table = {
      {0, 0.5},
      {1, 0.15865525393145705},
      {1.959963984540054, 0.025},
      {3, 0.0013498980316300933},
      {6, 9.865876450376946e-10},
      {8, 6.220960574271785e-16},
      {20, 2.7536241186062337e-89},
      {-1, 0.8413447460685429},
      {-3, 0.9986501019683699}
    };
    for (double[] row : table) {
      assertThat(Normal.above(row[0])).isCloseTo(row[1], Percentage.withPercentage(1e-6));
    }
    assertThat(Normal.above(40)).isZero();
    assertThat(Normal.above(-40)).isEqualTo(1);
  }

  @Test
  void aRangeFarOutIsNotLostInRounding() {
    assertThat(Normal.between(8, 9)).isCloseTo(6.2198319e-16, Percentage.withPercentage(1e-5));
    assertThat(Normal.between(-9, -8)).isEqualTo(Normal.between(8, 9));
    assertThat(Normal.between(-1, 1)).isCloseTo(0.6826894921370859, within(1e-14));
  }

  @Test
  void drawsHaveMeanZeroAndVarianceOne() {
    Draws draws = new Draws(5);
    double sum = 0;
    double squares = 0;
    for (int draw = 0; draw < 20_000; draw++) {
      double normal = draws.normal();
      sum += normal;
      squares += normal * normal;
    }
    assertThat(sum / 20_000).isCloseTo(0, within(4 / Math.sqrt(20_000)));
    assertThat(squares / 20_000).isCloseTo(1, within(0.04));
  }

  /** What {@code scipy.stats.norm} gives. */
  @Test
  void quantilesAndImprovementsAreScipys() {
    double[][] quantiles = {
      {0.3, -0.5244005127080409},
      {0.9, 1.2815515655446004},
      {0.01, -2.3263478740408408},
      {1e-4, -3.7190164854556804},
      {1e-10, -6.361340902404056},
      {0.999999, 4.753424308817087}
    };
    for (double[] row : quantiles) {
      assertThat(Normal.quantile(row[0])).isCloseTo(row[1], Percentage.withPercentage(1e-12));
    }
    assertThat(Normal.quantile(0.5)).isZero();
    assertThat(Normal.density(1.5)).isCloseTo(0.12951759566589174, within(1e-16));
    assertThat(Normal.expectedBelow(0.5, 0.2, 0.7)).isCloseTo(0.45452043393155117, within(1e-14));
    assertThat(Normal.expectedBelow(-1, 0.2, 0.7)).isCloseTo(0.012362462478676221, within(1e-14));
    assertThat(Normal.expectedBelow(0, 3, 0.5)).isCloseTo(7.817848979855953e-11, within(1e-16));
    assertThat(Normal.expectedBelow(2, 0.5, 0)).isEqualTo(1.5);
    assertThat(Normal.expectedBelow(0.5, 2, 0)).isZero();
  }
}
