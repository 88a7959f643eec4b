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
}
