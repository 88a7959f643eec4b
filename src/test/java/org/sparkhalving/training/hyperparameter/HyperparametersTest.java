package org.sparkhalving.training.hyperparameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.space.Configuration;

/** Names, defaults and allowed values of hyperparameters. */
class HyperparametersTest {
  @Test
  void whatIsNotNamedHasPyTorchsDefault() {
    assertThat(Hyperparameters.of(least()))
        .isEqualTo(
            new Hyperparameters(
                List.of(8),
                List.of(0.0),
                Activation.RELU,
                false,
                Initialization.DEFAULT,
                Optimizer.ADAM,
                0,
                new LearningRate(0.1, Schedule.NONE, 1, 0),
                0,
                0,
                0,
                32));
  }

  @Test
  void namingTheDefaultsChangesNothing() {
    Map<String, Object> values = new LinkedHashMap<>(least().values());
    for (Hyperparameter known : Hyperparameter.ALL) {
      known.defaultValue().ifPresent(value -> values.put(known.name(), value));
      known.defaultValue().ifPresent(value -> assertThat(known.allows(value)).isTrue());
    }

    assertThat(Hyperparameters.of(new Configuration(values)))
        .isEqualTo(Hyperparameters.of(least()));
  }

  @Test
  void layersMayBeGivenOneByOne() {
    Configuration listed = with(Map.of("hidden_sizes", List.of(5L, 6L), "l2_drop", 0.5));
    Map<String, Object> values = new LinkedHashMap<>(listed.values());
    values.remove("hidden_sizes");
    values.putAll(Map.of("l1_size", 5L, "l2_size", 6L));

    assertThat(Hyperparameters.of(new Configuration(values)))
        .isEqualTo(Hyperparameters.of(listed))
        .extracting(Hyperparameters::drops)
        .isEqualTo(List.of(0.0, 0.5));
  }

  @Test
  void everyTechniqueCanBeNamed() {
    assertThat(allowed("activation")).isEqualTo("relu, leaky_relu, mish, gelu, silu, tanh");
    assertThat(allowed("optimizer")).isEqualTo("adam, adamw, rmsprop, sgd");
    assertThat(allowed("lr_schedule")).isEqualTo("none, cosine_epoch, cosine_step");
    assertThat(allowed("init")).isEqualTo("default, kaiming_normal, kaiming_uniform");
    for (Hyperparameter named :
        List.of(
            Hyperparameter.ACTIVATION,
            Hyperparameter.OPTIMIZER,
            Hyperparameter.LR_SCHEDULE,
            Hyperparameter.INIT)) {
      for (String name : named.allowed().split(", ", -1)) {
        assertThat(Hyperparameters.of(with(Map.of(named.name(), name, "t_max", 5L)))).isNotNull();
      }
    }
  }

  private static String allowed(String name) {
    return Hyperparameter.named(name).orElseThrow().allowed();
  }

  @Test
  void valuesOutOfRangeAreNotAllowed() {
    refuses("hidden_sizes", List.of(), List.of(0L), List.of(1.5), List.of("8"), 8L, "8");
    refuses("l1_size", 0L, 1.0, 1L << 31);
    refuses("l99_drop", -0.1, 1.0, Double.NaN, "0.5");
    refuses("batch_norm", "yes", 1L);
    refuses("activation", "swish", 1L);
    refuses("base_lr", 0.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY);
    refuses("l2_rate", -1e-9, Double.NaN, Double.POSITIVE_INFINITY);
    refuses("momentum", -0.1, 1.0, Double.NaN);
    refuses("t_max", 0L, 2.5);
    refuses("warmup_epochs", -1L, 0.5);
    refuses("label_smoothing", -0.1, 1.0);
    refuses("clip_norm", -1.0, Double.POSITIVE_INFINITY);
    refuses("batch_size", 0L, -5L);
    assertThat(Arrays.asList("l0_size", "l100_size", "l1_sizes", "lr", "Adam", ""))
        .allSatisfy(name -> assertThat(Hyperparameter.named(name)).isEmpty());
  }

  private static void refuses(String name, Object... values) {
    Hyperparameter hyperparameter = Hyperparameter.named(name).orElseThrow();
    for (Object value : values) {
      assertThat(hyperparameter.allows(value)).as(name + " = " + value).isFalse();
    }
  }

  @Test
  void wrongAndMissingValuesAreNamed() {
    assertThatThrownBy(() -> Hyperparameters.of(with(Map.of("momentum", 1.5))))
        .hasMessage("hyperparameter momentum is 1.5; allowed: a number in [0, 1)");
    assertThatThrownBy(() -> Hyperparameters.of(with(Map.of("lr_schedule", "cosine_epoch"))))
        .hasMessage("hyperparameter t_max is missing; allowed: an integer >= 1");
    assertThatThrownBy(() -> Hyperparameters.of(new Configuration(Map.of())))
        .hasMessage("hyperparameter base_lr is missing; allowed: a number > 0");
  }

  private static Configuration least() {
    return with(Map.of());
  }

  private static Configuration with(Map<String, Object> changes) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("hidden_sizes", List.of(8L));
    values.put("base_lr", 0.1);
    values.put("batch_size", 32L);
    values.putAll(changes);
    return new Configuration(values);
  }
}
