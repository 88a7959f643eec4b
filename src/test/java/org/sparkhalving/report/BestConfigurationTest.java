package org.sparkhalving.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Metric;

class BestConfigurationTest {
  private static BestConfiguration best(OptionalDouble testAccuracy) {
    Map<String, Object> hyperparameters = new LinkedHashMap<>();
    hyperparameters.put("hidden_sizes", List.of(342L, 580L, 491L));
    hyperparameters.put("base_lr", 0.0012345678901234);
    hyperparameters.put("activation", "mish");
    return new BestConfiguration(
        3,
        hyperparameters,
        8,
        Metric.VAL_ACCURACY,
        new EpochMetrics(8, 0.3, 0.3378, 88.125, 0.001, 2),
        testAccuracy,
        Optional.of("file:/studies/quick/best/model.safetensors"));
  }

  @Test
  void showsHyperparametersAsSettingsTakeThem() {
    assertThat(best(OptionalDouble.of(87.5)).text("Best configuration"))
        .isEqualTo(
            """
            Best configuration: trial 3 (8 epochs)
              hidden_sizes        = [342, 580, 491]
              base_lr             = 0.0012345678901234
              activation          = mish
              validation accuracy 88.13 %
              test accuracy       87.50 %
              model               file:/studies/quick/best/model.safetensors
            """);
  }

  @Test
  void namesTheEpochOfTheModelWhereItIsNotTheLast() {
    BestConfiguration earlier =
        new BestConfiguration(
            3,
            Map.of("base_lr", 0.1),
            8,
            Metric.VAL_LOSS,
            new EpochMetrics(6, 0.3, 0.3378, 88.125, 0.001, 2),
            OptionalDouble.empty(),
            Optional.empty());

    assertThat(earlier.text("Best configuration"))
        .startsWith("Best configuration: trial 3 (epoch 6 of 8)\n");
    assertThat(earlier.text("Best configuration").lines())
        .as("the metric of the study is first")
        .containsSubsequence("  validation loss     0.3378", "  validation accuracy 88.13 %");
    assertThat(earlier.json().toString()).startsWith("{\"trial\":3,\"epochs\":8,\"epoch\":6,");
  }

  @Test
  void leavesATestAccuracyOutThatWasNotMeasured() {
    assertThat(best(OptionalDouble.empty()).text("Trial")).doesNotContain("test");
    assertThat(best(OptionalDouble.empty()).json().get("test_accuracy").isNull()).isTrue();
  }

  @Test
  void jsonHasTheTablesNames() {
    assertThat(best(OptionalDouble.of(87.5)).json())
        .hasToString(
            "{\"trial\":3,\"epochs\":8,\"epoch\":8,\"hyperparameters\":{\"hidden_sizes\":[342,580,491],"
                + "\"base_lr\":0.0012345678901234,\"activation\":\"mish\"},\"val_accuracy\":88.125,"
                + "\"val_loss\":0.3378,\"train_loss\":0.3,\"test_accuracy\":87.5,"
                + "\"model\":\"file:/studies/quick/best/model.safetensors\"}");
  }
}
