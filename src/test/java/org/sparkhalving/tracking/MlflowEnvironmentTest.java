package org.sparkhalving.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkhalving.error.ReportedException;

class MlflowEnvironmentTest {
  @Test
  void variablesThatAreBlankAreNotSet() {
    MlflowEnvironment blank =
        new MlflowEnvironment(
            Map.of(
                "MLFLOW_TRACKING_USERNAME", "",
                "MLFLOW_TRACKING_PASSWORD", "",
                "MLFLOW_TRACKING_TOKEN", "abc\n",
                "MLFLOW_TRACKING_URI", " ",
                "MLFLOW_EXPERIMENT_NAME", ""));

    assertThat(blank.authorization()).contains("Bearer abc");
    assertThat(blank.server()).isEmpty();
    assertThat(blank.experiment()).isEqualTo("spark-halving");
  }

  @Test
  void aTokenThatNoHeaderCanHoldIsNotShown() {
    MlflowEnvironment two = new MlflowEnvironment(Map.of("MLFLOW_TRACKING_TOKEN", "abc\ndef"));

    assertThatThrownBy(two::authorization)
        .isInstanceOf(ReportedException.class)
        .hasMessageStartingWith("MLFLOW_TRACKING_TOKEN has characters")
        .hasMessageNotContaining("abc");
  }
}
