package org.sparkhalving.training;

import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.training.hyperparameter.Hyperparameters;

/**
 * A trial's network as it was after an epoch: all that is needed to evaluate it. As a file it is
 * safetensors with PyTorch's names ({@code hidden.0.weight} [out, in], {@code norm.0.running_mean},
 * …, {@code output.bias}), so that Python can load it into {@code torch.nn}.
 *
 * @param configuration the trial's hyperparameters as they were sampled
 * @param seed the trial's seed
 * @param epoch epochs completed
 * @param step optimizer steps made
 * @param network parameters and running statistics
 */
public record Model(
    Configuration configuration, long seed, int epoch, long step, NetworkState network) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

  /** The network of a trial before its first step. */
  static Model initial(
      Configuration configuration, long seed, int pixels, int classes, DataType type) {
    Hyperparameters trial = Hyperparameters.of(configuration);
    ParameterLayout layout = ParameterLayout.of(trial, pixels, classes);
    return new Model(
        configuration,
        seed,
        0,
        0,
        NetworkState.initial(layout, trial.initialization(), Seeds.of(seed, "init", 0), type));
  }

  /** The typed hyperparameters. */
  public Hyperparameters trial() {
    return Hyperparameters.of(configuration);
  }

  /** How many pixels the images have that it takes. */
  public int pixels() {
    return network.layout().widths().get(0);
  }

  /** The file's bytes. */
  public byte[] encode() {
    return new SafeTensors(metadata(), tensors()).encode();
  }

  /** The same with more texts in its header, by key. */
  public byte[] encode(Map<String, String> more) {
    Map<String, String> metadata = metadata();
    metadata.putAll(more);
    return new SafeTensors(metadata, tensors()).encode();
  }

  /** The network's tensors of numbers: parameters in the order of the layers, then statistics. */
  public List<NamedTensor> namedTensors() {
    return tensors().entrySet().stream()
        .filter(entry -> entry.getValue().type().equals(SafeTensors.FLOAT32))
        .map(
            entry ->
                new NamedTensor(entry.getKey(), entry.getValue().shape(), entry.getValue().copy()))
        .toList();
  }

  /** What a file says of the trial, by key. */
  Map<String, String> metadata() {
    try {
      Map<String, String> metadata = new LinkedHashMap<>();
      metadata.put("format", "pt");
      metadata.put("hyperparameters", JSON.writeValueAsString(configuration.values()));
      metadata.put("pixels", Integer.toString(pixels()));
      metadata.put("seed", Long.toString(seed));
      metadata.put("epoch", Integer.toString(epoch));
      metadata.put("step", Long.toString(step));
      return metadata;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("hyperparameters have no JSON form: " + configuration, e);
    }
  }

  /** The network's tensors by PyTorch's names. */
  Map<String, SafeTensors.Tensor> tensors() {
    Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : network.layout().parameters()) {
      int from = Math.toIntExact(parameter.offset() * Float.BYTES);
      ByteBuffer bytes =
          ByteBuffer.wrap(network.parameters())
              .slice(from, Math.toIntExact(parameter.size() * Float.BYTES));
      tensors.put(
          parameter.name(), new SafeTensors.Tensor(SafeTensors.FLOAT32, parameter.shape(), bytes));
    }
    List<Integer> widths = network.layout().normalised();
    for (int layer = 0; layer < widths.size(); layer++) {
      List<Long> shape = List.of((long) widths.get(layer));
      tensors.put(
          "norm." + layer + ".running_mean",
          SafeTensors.Tensor.float32(shape, network.means().get(layer)));
      tensors.put(
          "norm." + layer + ".running_var",
          SafeTensors.Tensor.float32(shape, network.variances().get(layer)));
      ByteBuffer batches =
          ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(step).flip();
      tensors.put(
          "norm." + layer + ".num_batches_tracked",
          new SafeTensors.Tensor("I64", List.of(), batches));
    }
    return tensors;
  }

  /**
   * Reads a file's bytes: a model's, or a checkpoint's, of which the rest is passed over.
   *
   * @param name the file's place, for messages
   * @throws BadCheckpointException when they are neither, or truncated
   */
  public static Model decode(byte[] file, String name) {
    return of(SafeTensors.decode(file, name), name);
  }

  /** The model in a file's content. */
  static Model of(SafeTensors content, String name) {
    try {
      Configuration configuration = configuration(content.metadata());
      Hyperparameters trial = Hyperparameters.of(configuration);
      int pixels = Math.toIntExact(whole(content, "pixels", 1));
      ParameterLayout layout = ParameterLayout.of(trial, pixels, Network.CLASSES);
      return new Model(
          configuration,
          whole(content, "seed", Long.MIN_VALUE),
          Math.toIntExact(whole(content, "epoch", 0)),
          whole(content, "step", 0),
          new TensorReader(content, name).network(layout));
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
}
