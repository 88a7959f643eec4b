package org.sparkhalving.training;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.training.hyperparameter.Hyperparameters;
import org.sparkhalving.training.hyperparameter.Optimizer;

/**
 * A trial between two epochs: all that is needed to continue bit for bit. As a file it is its
 * {@link Model}'s with the optimizer's buffers beside it, each of the size of all parameters.
 *
 * @param model the trial and its network
 * @param optimizerState the optimizer's buffers, in the order of {@link Optimizer#state}
 */
public record Checkpoint(Model model, List<byte[]> optimizerState) {

  /** A trial before its first step. */
  public static Checkpoint initial(Configuration configuration, long seed, int pixels) {
    return initial(configuration, seed, pixels, Network.CLASSES, DataType.FLOAT32);
  }

  static Checkpoint initial(
      Configuration configuration, long seed, int pixels, int classes, DataType type) {
    Model model = Model.initial(configuration, seed, pixels, classes, type);
    return new Checkpoint(
        model,
        TrialTraining.initialState(model.trial().optimizer(), model.network().layout(), type));
  }

  /** The trial's hyperparameters as they were sampled. */
  public Configuration configuration() {
    return model.configuration();
  }

  /** The typed hyperparameters. */
  public Hyperparameters trial() {
    return model.trial();
  }

  /** The trial's seed. */
  public long seed() {
    return model.seed();
  }

  /** Epochs completed. */
  public int epoch() {
    return model.epoch();
  }

  /** Optimizer steps made. */
  public long step() {
    return model.step();
  }

  /** Parameters and running statistics. */
  NetworkState network() {
    return model.network();
  }

  /** The file's bytes. */
  public byte[] encode() {
    return new SafeTensors(model.metadata(), tensors()).encode();
  }

  /** All tensors of the file, by name. */
  Map<String, SafeTensors.Tensor> tensors() {
    Map<String, SafeTensors.Tensor> tensors = model.tensors();
    List<Long> shape = List.of(network().layout().size());
    List<String> names = trial().optimizer().state();
    for (int i = 0; i < names.size(); i++) {
      tensors.put(
          "optimizer." + names.get(i), SafeTensors.Tensor.float32(shape, optimizerState.get(i)));
    }
    return tensors;
  }

  /**
   * Reads a file's bytes.
   *
   * @param name the file's place, for messages
   * @throws BadCheckpointException when they are not a checkpoint of this program, or a truncated
   *     one
   */
  public static Checkpoint decode(byte[] file, String name) {
    return of(SafeTensors.decode(file, name), name);
  }

  /** The checkpoint in a file's content. */
  static Checkpoint of(SafeTensors content, String name) {
    Model model = Model.of(content, name);
    TensorReader reader = new TensorReader(content, name);
    List<byte[]> state = new ArrayList<>();
    for (String buffer : model.trial().optimizer().state()) {
      state.add(reader.bytes("optimizer." + buffer, List.of(model.network().layout().size())));
    }
    return new Checkpoint(model, state);
  }
}
