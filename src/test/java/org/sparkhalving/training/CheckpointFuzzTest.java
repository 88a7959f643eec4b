package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparkhalving.Fuzz;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.training.hyperparameter.Hyperparameters;

/** Mutated checkpoints are read or refused as bad ones. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CheckpointFuzzTest {
  private static final int INPUTS = 10_000;

  private static Checkpoint checkpoint(Map<String, Object> values) {
    return Checkpoint.initial(SmallTrials.configuration(values), 7, 6);
  }

  @Test
  void mutatedCheckpointsAreReadOrRefused() {
    List<byte[]> corpus =
        List.of(
            checkpoint(Map.of("hidden_sizes", List.of(3L), "batch_norm", true)).encode(),
            checkpoint(Map.of("hidden_sizes", List.of(2L, 2L), "optimizer", "sgd")).encode(),
            checkpoint(Map.of("hidden_sizes", List.of(2L))).model().encode());

    int refused =
        Fuzz.of(corpus)
            .refusedBy(BadCheckpointException.class)
            .run(INPUTS, input -> use(Checkpoint.decode(input, "fuzzed.safetensors")));

    assertThat(refused).isBetween(Fuzz.inputs(INPUTS) / 2, Fuzz.inputs(INPUTS) - 1);
  }

  /** What is read is whole: its size is the one that its configuration asks for. */
  private static void use(Checkpoint read) {
    Configuration configuration = read.configuration();
    assertThat(read.network().parameters())
        .hasSize(Math.toIntExact(read.network().layout().size() * Float.BYTES))
        .isNotEmpty();
    assertThat(Hyperparameters.of(configuration)).isEqualTo(read.trial());
  }
}
