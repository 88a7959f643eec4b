package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sparkhalving.Fuzz;
import org.sparkhalving.search.EpochMetrics;
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

  @Test
  void mutatedInterimCheckpointsAndModelsAreReadOrRefused() {
    Checkpoint last = checkpoint(Map.of("hidden_sizes", List.of(3L), "batch_norm", true));
    Model before = last.model();
    Checkpoint second =
        new Checkpoint(
            new Model(before.configuration(), before.seed(), 2, 9, before.network()),
            last.optimizerState());
    List<EpochMetrics> epochs =
        List.of(new EpochMetrics(1, 1, 1, 50, 0.1, 1), new EpochMetrics(2, 1, 1, 40, 0.1, 1));
    Model best = new Model(before.configuration(), before.seed(), 1, 4, before.network());
    List<byte[]> corpus =
        List.of(new InterimCheckpoint(second, epochs, Optional.of(best)).encode(), best.encode());

    int refused =
        Fuzz.of(corpus)
            .refusedBy(BadCheckpointException.class)
            .run(
                INPUTS,
                input -> {
                  assertThat(Model.decode(input, "fuzzed.safetensors").epoch()).isNotNegative();
                  InterimCheckpoint read = InterimCheckpoint.decode(input, "fuzzed.safetensors");
                  assertThat(read.epochs()).isNotEmpty();
                });

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
