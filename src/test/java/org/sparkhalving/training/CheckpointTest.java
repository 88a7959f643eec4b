package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkhalving.training.hyperparameter.Optimizer;

/** Checkpoints as files. */
class CheckpointTest {
  private static final String PLACE = "trial-0001/epoch-0002.safetensors";
  private static final int PIXELS = 6;

  @ParameterizedTest
  @EnumSource(Optimizer.class)
  void aCheckpointIsReadAsItWasWritten(Optimizer optimizer) {
    Checkpoint written = checkpoint(Map.of("optimizer", optimizer.key()));

    Checkpoint read = Checkpoint.decode(written.encode(), PLACE);

    assertThat(read.configuration()).isEqualTo(written.configuration());
    assertThat(read.trial()).isEqualTo(written.trial());
    assertThat(read.network().layout()).isEqualTo(written.network().layout());
    assertThat(read.seed()).isEqualTo(Long.MIN_VALUE);
    assertThat(read.epoch()).isEqualTo(2);
    assertThat(read.step()).isEqualTo(30_000_000_000L);
    assertThat(read.optimizerState()).hasSameSizeAs(optimizer.state());
    assertThat(read.encode()).isEqualTo(written.encode());
  }

  @Test
  void tensorsHavePyTorchsNamesAndShapes() {
    SafeTensors model =
        SafeTensors.decode(checkpoint(Map.of("batch_norm", true)).model().encode(), PLACE);

    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    model.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    assertThat(shapes)
        .containsExactly(
            Map.entry("hidden.0.weight", List.of(4L, 6L)),
            Map.entry("hidden.0.bias", List.of(4L)),
            Map.entry("norm.0.weight", List.of(4L)),
            Map.entry("norm.0.bias", List.of(4L)),
            Map.entry("hidden.1.weight", List.of(3L, 4L)),
            Map.entry("hidden.1.bias", List.of(3L)),
            Map.entry("norm.1.weight", List.of(3L)),
            Map.entry("norm.1.bias", List.of(3L)),
            Map.entry("output.weight", List.of(10L, 3L)),
            Map.entry("output.bias", List.of(10L)),
            Map.entry("norm.0.running_mean", List.of(4L)),
            Map.entry("norm.0.running_var", List.of(4L)),
            Map.entry("norm.0.num_batches_tracked", List.of()),
            Map.entry("norm.1.running_mean", List.of(3L)),
            Map.entry("norm.1.running_var", List.of(3L)),
            Map.entry("norm.1.num_batches_tracked", List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      value = {
        "hyperparameters | null | hyperparameters are missing",
        "hyperparameters | {\"hidden_sizes\":[4,3]} | hyperparameter base_lr is missing; allowed: a number > 0",
        "hyperparameters | {\"base_lr\":-1,\"hidden_sizes\":[4,3],\"batch_size\":2} | hyperparameter base_lr is -1; allowed: a number > 0",
        "pixels | null | pixels is missing",
        "pixels | 0 | pixels is 0, below 1",
        "pixels | 4294967302 | integer overflow",
        "epoch | -1 | epoch is -1, below 0",
        "epoch | x | For input string: \"x\"",
        "step | -1 | step is -1, below 0",
        "seed | null | seed is missing",
      })
  void wrongMetadataAreRefused(String key, String value, String problem) {
    SafeTensors right = SafeTensors.decode(checkpoint(Map.of()).encode(), PLACE);
    Map<String, String> metadata = new LinkedHashMap<>(right.metadata());
    metadata.remove(key);
    if (value != null) {
      metadata.put(key, value);
    }

    refused(
        new SafeTensors(metadata, right.tensors()),
        "its metadata are not a trial's (" + problem + ")");
  }

  @Test
  void anotherNetworksTensorsAreRefused() {
    SafeTensors right = SafeTensors.decode(checkpoint(Map.of()).encode(), PLACE);
    SafeTensors wider =
        SafeTensors.decode(checkpoint(Map.of("hidden_sizes", List.of(5L, 3L))).encode(), PLACE);
    refused(
        new SafeTensors(right.metadata(), wider.tensors()),
        "tensor hidden.0.weight must be F32 of shape [4, 6], but is F32 of shape [5, 6]");

    SafeTensors normalised =
        SafeTensors.decode(checkpoint(Map.of("batch_norm", true)).encode(), PLACE);
    refused(
        new SafeTensors(normalised.metadata(), right.tensors()),
        "tensor norm.0.weight must be F32 of shape [4], but is missing");

    SafeTensors model = SafeTensors.decode(checkpoint(Map.of()).model().encode(), PLACE);
    refused(model, "tensor optimizer.exp_avg must be F32 of shape [83], but is missing");

    Map<String, SafeTensors.Tensor> doubles = new LinkedHashMap<>(right.tensors());
    doubles.put(
        "output.bias", new SafeTensors.Tensor("F64", List.of(10L), ByteBuffer.allocate(80)));
    refused(
        new SafeTensors(right.metadata(), doubles),
        "tensor output.bias must be F32 of shape [10], but is F64 of shape [10]");
  }

  @Test
  void sizesThatFitNoMemoryAreRefusedBeforeAnythingIsAllocated() {
    SafeTensors right = SafeTensors.decode(checkpoint(Map.of()).encode(), PLACE);
    Map<String, String> metadata = new LinkedHashMap<>(right.metadata());
    metadata.put(
        "hyperparameters",
        "{\"base_lr\":1,\"hidden_sizes\":[2147483647,2147483647,2147483647],\"batch_size\":2}");

    refused(
        new SafeTensors(metadata, right.tensors()),
        "its metadata are not a trial's (hidden sizes [2147483647, 2147483647, 2147483647] make"
            + " too many parameters; use smaller ones, for at most 268435455 parameters)");
  }

  @Test
  void truncationAndRandomDamageAreRefusedOrReadAndNeverAnotherError() {
    byte[] good = checkpoint(Map.of("batch_norm", true)).encode();
    for (int length = 0; length < good.length; length += 7) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> Checkpoint.decode(cut, PLACE))
          .isInstanceOf(BadCheckpointException.class)
          .hasMessageContaining(PLACE);
    }
    SplittableRandom random = new SplittableRandom(2);
    int header = (int) ByteBuffer.wrap(good).order(java.nio.ByteOrder.LITTLE_ENDIAN).getLong();
    int refused = 0;
    for (int round = 0; round < 5_000; round++) {
      byte[] bad = good.clone();
      bad[random.nextInt(8 + header)] = (byte) random.nextInt(128);
      try {
        Checkpoint.decode(bad, PLACE);
      } catch (BadCheckpointException e) {
        assertThat(e).hasMessageContaining(PLACE);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(2_500);
  }

  private static void refused(SafeTensors content, String problem) {
    assertThatThrownBy(() -> Checkpoint.decode(content.encode(), PLACE))
        .isInstanceOf(BadCheckpointException.class)
        .hasMessage("checkpoint " + PLACE + " cannot be used: " + problem);
  }

  private static Checkpoint checkpoint(Map<String, Object> changes) {
    Map<String, Object> values = new LinkedHashMap<>(changes);
    values.putIfAbsent("hidden_sizes", List.of(4L, 3L));
    values.putIfAbsent("batch_norm", false);
    Checkpoint start =
        Checkpoint.initial(SmallTrials.configuration(values), Long.MIN_VALUE, PIXELS);
    return new Checkpoint(
        new Model(start.configuration(), start.seed(), 2, 30_000_000_000L, start.network()),
        start.optimizerState());
  }
}
