package org.sparkhalving.training;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.training.hyperparameter.Hyperparameters;
import org.sparkhalving.training.hyperparameter.Optimizer;

/**
 * A trial between two epochs: all that is needed to continue bit for bit. As a file it is
 * safetensors with PyTorch's names ({@code hidden.0.weight} [out, in], {@code norm.0.running_mean},
 * …, {@code output.bias}), so that Python can load it into {@code torch.nn}.
 *
 * @param configuration the trial's hyperparameters as they were sampled
 * @param seed the trial's seed
 * @param epoch epochs completed
 * @param step optimizer steps made
 * @param network parameters and running statistics
 * @param optimizerState the optimizer's buffers, in the order of {@link Optimizer#state}
 */
public record Checkpoint(
    Configuration configuration,
    long seed,
    int epoch,
    long step,
    NetworkState network,
    List<byte[]> optimizerState) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);
  private static final String FLOAT32 = "F32";

  /** A trial before its first step. */
  public static Checkpoint initial(Configuration configuration, long seed, int pixels) {
    return initial(configuration, seed, pixels, Network.CLASSES, DataType.FLOAT32);
  }

  static Checkpoint initial(
      Configuration configuration, long seed, int pixels, int classes, DataType type) {
    Hyperparameters trial = Hyperparameters.of(configuration);
    ParameterLayout layout = ParameterLayout.of(trial, pixels, classes);
    return new Checkpoint(
        configuration,
        seed,
        0,
        0,
        NetworkState.initial(layout, trial.initialization(), Seeds.of(seed, "init", 0), type),
        TrialTraining.initialState(trial.optimizer(), layout, type));
  }

  /** The typed hyperparameters. */
  public Hyperparameters trial() {
    return Hyperparameters.of(configuration);
  }

  /** The file's bytes, the optimizer's state included. */
  public byte[] encode() {
    return encode(metadata());
  }

  /** The file's bytes with one more text among its metadata. */
  byte[] encode(String key, String text) {
    Map<String, String> metadata = metadata();
    metadata.put(key, text);
    return encode(metadata);
  }

  private byte[] encode(Map<String, String> metadata) {
    Map<String, SafeTensors.Tensor> tensors = modelTensors();
    List<Long> shape = List.of(network.layout().size());
    List<String> names = trial().optimizer().state();
    for (int i = 0; i < names.size(); i++) {
      tensors.put("optimizer." + names.get(i), tensor(FLOAT32, shape, optimizerState.get(i)));
    }
    return new SafeTensors(metadata, tensors).encode();
  }

  /** The model alone, as a file for other programs. */
  public byte[] encodeModel() {
    return new SafeTensors(metadata(), modelTensors()).encode();
  }

  private Map<String, String> metadata() {
    try {
      Map<String, String> metadata = new LinkedHashMap<>();
      metadata.put("format", "pt");
      metadata.put("hyperparameters", JSON.writeValueAsString(configuration.values()));
      metadata.put("pixels", Integer.toString(network.layout().widths().get(0)));
      metadata.put("seed", Long.toString(seed));
      metadata.put("epoch", Integer.toString(epoch));
      metadata.put("step", Long.toString(step));
      return metadata;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("hyperparameters have no JSON form: " + configuration, e);
    }
  }

  private Map<String, SafeTensors.Tensor> modelTensors() {
    Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : network.layout().parameters()) {
      int from = Math.toIntExact(parameter.offset() * Float.BYTES);
      ByteBuffer bytes =
          ByteBuffer.wrap(network.parameters())
              .slice(from, Math.toIntExact(parameter.size() * Float.BYTES));
      tensors.put(parameter.name(), new SafeTensors.Tensor(FLOAT32, parameter.shape(), bytes));
    }
    List<Integer> widths = network.layout().normalised();
    for (int layer = 0; layer < widths.size(); layer++) {
      List<Long> shape = List.of((long) widths.get(layer));
      tensors.put(
          "norm." + layer + ".running_mean", tensor(FLOAT32, shape, network.means().get(layer)));
      tensors.put(
          "norm." + layer + ".running_var", tensor(FLOAT32, shape, network.variances().get(layer)));
      ByteBuffer batches =
          ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(step).flip();
      tensors.put(
          "norm." + layer + ".num_batches_tracked",
          new SafeTensors.Tensor("I64", List.of(), batches));
    }
    return tensors;
  }

  private static SafeTensors.Tensor tensor(String type, List<Long> shape, byte[] bytes) {
    return new SafeTensors.Tensor(type, shape, ByteBuffer.wrap(bytes));
  }

  /**
   * Reads a file's bytes.
   *
   * @param name the file's place, for messages
   * @throws BadCheckpointException when they are not a checkpoint of this program, or a truncated
   *     one
   */
  public static Checkpoint decode(byte[] file, String name) {
    SafeTensors content = SafeTensors.decode(file, name);
    try {
      Configuration configuration = configuration(content.metadata());
      Hyperparameters trial = Hyperparameters.of(configuration);
      int pixels = Math.toIntExact(whole(content, "pixels", 1));
      ParameterLayout layout = ParameterLayout.of(trial, pixels, Network.CLASSES);
      Reader reader = new Reader(content, name);
      NetworkState network = reader.network(layout);
      List<byte[]> state = new ArrayList<>();
      for (String buffer : trial.optimizer().state()) {
        state.add(reader.bytes("optimizer." + buffer, List.of(layout.size())));
      }
      return new Checkpoint(
          configuration,
          whole(content, "seed", Long.MIN_VALUE),
          Math.toIntExact(whole(content, "epoch", 0)),
          whole(content, "step", 0),
          network,
          state);
    } catch (JsonProcessingException | IllegalArgumentException | ArithmeticException e) {
      throw new BadCheckpointException(
          name, "its metadata are not a trial's (%s)".formatted(e.getMessage()));
    }
  }

  private static Configuration configuration(Map<String, String> metadata)
      throws JsonProcessingException {
    Map<String, Object> values =
        JSON.readValue(
            metadata.getOrDefault("hyperparameters", "null"),
            new TypeReference<LinkedHashMap<String, Object>>() {});
    if (values == null) {
      throw new IllegalArgumentException("hyperparameters are missing");
    }
    return new Configuration(values);
  }

  private static long whole(SafeTensors content, String key, long least) {
    String text = content.metadata().get(key);
    if (text == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    long value = Long.parseLong(text);
    if (value < least) {
      throw new IllegalArgumentException("%s is %s, below %s".formatted(key, value, least));
    }
    return value;
  }

  /** Takes tensors out of a file, each checked for its type and shape. */
  private record Reader(SafeTensors content, String name) {

    NetworkState network(ParameterLayout layout) {
      ByteArrayOutputStream parameters = new ByteArrayOutputStream();
      for (Parameter parameter : layout.parameters()) {
        parameters.writeBytes(bytes(parameter.name(), parameter.shape()));
      }
      List<byte[]> means = new ArrayList<>();
      List<byte[]> variances = new ArrayList<>();
      for (int layer = 0; layer < layout.normalised().size(); layer++) {
        List<Long> shape = List.of((long) layout.normalised().get(layer));
        means.add(bytes("norm." + layer + ".running_mean", shape));
        variances.add(bytes("norm." + layer + ".running_var", shape));
      }
      return new NetworkState(layout, parameters.toByteArray(), means, variances);
    }

    byte[] bytes(String tensor, List<Long> shape) {
      SafeTensors.Tensor found = content.tensors().get(tensor);
      if (found == null || !found.type().equals(FLOAT32) || !found.shape().equals(shape)) {
        throw new BadCheckpointException(
            name,
            "tensor %s must be F32 of shape %s, but is %s"
                .formatted(
                    tensor,
                    shape,
                    found == null
                        ? "missing"
                        : "%s of shape %s".formatted(found.type(), found.shape())));
      }
      return found.copy();
    }
  }
}
