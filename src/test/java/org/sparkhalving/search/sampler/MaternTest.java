package org.sparkhalving.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MaternTest {
  /** What numpy computes. */
  @Test
  void covariancesAreNumpys() {
    Matern matern = new Matern(new double[] {0.5, 2});

    assertThat(matern.of(new double[] {0.1, 0.2}, new double[] {0.4, 0.9}))
        .isCloseTo(0.7103064151592333, within(1e-15));
    assertThat(matern.of(new double[] {0.8, 0.5}, new double[] {0.3, 0.35}))
        .isCloseTo(0.5223763854610849, within(1e-15));
    assertThat(matern.of(new double[] {0.8, 0.5}, new double[] {0.8, 0.5})).isEqualTo(1);
  }
}
