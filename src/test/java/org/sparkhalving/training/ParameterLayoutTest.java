package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.training.hyperparameter.Hyperparameters;

class ParameterLayoutTest {

  @Test
  void aNetworkWhoseCheckpointFitsInNoJavaArrayIsRefused() {
    Map<String, Object> adam = Map.of("hidden_sizes", List.of(12_000L, 14_108L));
    assertThatThrownBy(() -> requireFits(adam))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "hidden sizes [12000, 14108] make 178871198 parameters, of which a checkpoint with optimizer = adam has 3 copies:"
                + " use smaller ones, for at most 178869588 parameters");
    requireFits(Map.of("hidden_sizes", List.of(12_000L, 14_107L)));
    Map<String, Object> sgd = new LinkedHashMap<>(adam);
    sgd.put("optimizer", "sgd");
    requireFits(sgd);
  }

  private static void requireFits(Map<String, Object> values) {
    Map<String, Object> trial = new LinkedHashMap<>(values);
    trial.put("base_lr", 0.1);
    trial.put("batch_size", 32L);
    ParameterLayout.requireFits(Hyperparameters.of(new Configuration(trial)), 784);
  }
}
