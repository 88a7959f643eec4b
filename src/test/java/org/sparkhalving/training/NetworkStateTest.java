package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkhalving.training.hyperparameter.Initialization;

/** A network begins with weights that have the moments of PyTorch's distributions. */
class NetworkStateTest {
  private static final int FAN_IN = 400;
  private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(FAN_IN, 300, 10), true);

  @ParameterizedTest
  @CsvSource({
    // standard deviation, largest absolute value (NaN: unbounded), kurtosis
    "DEFAULT, 0.0288675, 0.05, 1.8", // U(±1/√400): 0.05/√3
    "KAIMING_NORMAL, 0.0707107, NaN, 3", // √(2/400)
    "KAIMING_UNIFORM, 0.0707107, 0.1224745, 1.8", // U(±√(6/400))
  })
  void weightsHaveTheMomentsOfTheirDistribution(
      Initialization initialization, double deviation, double bound, double kurtosis) {
    double[] weights = values(initialization, "hidden.0.weight");

    assertThat(weights).hasSize(FAN_IN * 300);
    double mean = Arrays.stream(weights).average().orElseThrow();
    double variance = moment(weights, 2);
    assertThat(mean).isEqualTo(0, within(5 * deviation / Math.sqrt(weights.length)));
    assertThat(Math.sqrt(variance)).isEqualTo(deviation, within(deviation * 0.02));
    assertThat(moment(weights, 4) / (variance * variance)).isEqualTo(kurtosis, within(0.1));
    if (!Double.isNaN(bound)) {
      double largest = Arrays.stream(weights).map(Math::abs).max().orElseThrow();
      assertThat(largest).isBetween(bound * 0.999, bound);
    }
  }

  @ParameterizedTest
  @CsvSource({"DEFAULT", "KAIMING_NORMAL", "KAIMING_UNIFORM"})
  void biasesAndBatchNormBeginAsInPyTorch(Initialization initialization) {
    assertThat(
            Arrays.stream(values(initialization, "hidden.0.bias"))
                .map(Math::abs)
                .max()
                .orElseThrow())
        .isBetween(0.045, 0.05);
    assertThat(moment(values(initialization, "hidden.0.bias"), 2))
        .isEqualTo(0.05 * 0.05 / 3, within(0.0002));
    assertThat(values(initialization, "norm.0.weight")).hasSize(300).containsOnly(1);
    assertThat(values(initialization, "norm.0.bias")).hasSize(300).containsOnly(0);
  }

  @Test
  void parametersAreAFunctionOfTheSeed() {
    double[] again = NetworkState.parameters(LAYOUT, Initialization.KAIMING_NORMAL, 3);

    assertThat(again)
        .isEqualTo(NetworkState.parameters(LAYOUT, Initialization.KAIMING_NORMAL, 3))
        .isNotEqualTo(NetworkState.parameters(LAYOUT, Initialization.KAIMING_NORMAL, 4));
  }

  private static double[] values(Initialization initialization, String name) {
    Parameter parameter =
        LAYOUT.parameters().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    int from = (int) parameter.offset();
    return Arrays.copyOfRange(
        NetworkState.parameters(LAYOUT, initialization, 11), from, from + (int) parameter.size());
  }

  private static double moment(double[] values, int power) {
    return Arrays.stream(values).map(value -> Math.pow(value, power)).average().orElseThrow();
  }
}
