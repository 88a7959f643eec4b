package org.sparkhalving.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizationTest {

  @Test
  void scalesThenStandardises() {
    Normalization normalization = new Normalization(0.2860, 0.3530);

    assertThat(normalization.of(0)).isEqualTo((0.0 - 0.2860) / 0.3530);
    assertThat(normalization.of(51)).isEqualTo((0.2 - 0.2860) / 0.3530);
    assertThat(normalization.of(255)).isEqualTo((1.0 - 0.2860) / 0.3530);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAStandardDeviationThatIsNotAboveZero(double std) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Normalization(0.5, std))
        .withMessage("normalization std is " + std + ", but must be a finite number above 0");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY})
  void refusesAMeanThatIsNotFinite(double mean) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Normalization(mean, 1))
        .withMessage("normalization mean is " + mean + ", but must be a finite number");
  }
}
