package org.sparkhalving.training;

import java.util.ArrayList;
import java.util.List;
import org.sparkhalving.training.Parameter.Role;
import org.sparkhalving.training.hyperparameter.Hyperparameters;

/**
 * Where each tensor lies in the flat parameter buffer: layer by layer weight, bias and, with
 * BatchNorm, scale and shift. Gradients and optimizer states have the same layout.
 *
 * @param widths width of the input, of each hidden layer and of the output
 * @param batchNorm whether hidden layers are normalised
 */
public record ParameterLayout(List<Integer> widths, boolean batchNorm) {
  /** As many doubles as fit into a Java array of bytes. */
  private static final int MOST_PARAMETERS = Integer.MAX_VALUE / Double.BYTES;

  /** A checkpoint is one Java array, and Java reads no file into a longer one. */
  private static final int LONGEST_CHECKPOINT = Integer.MAX_VALUE - 8;

  /**
   * The header's share of that: some hundred bytes for each tensor, and, in an interim checkpoint,
   * for each epoch of the job.
   */
  private static final int LONGEST_HEADER = 1 << 20;

  /**
   * The layout of a trial's network for images of {@code inputs} pixels and {@code classes}
   * classes.
   *
   * @throws IllegalArgumentException when its parameters are too many for one buffer
   */
  static ParameterLayout of(Hyperparameters trial, int inputs, int classes) {
    List<Integer> widths = new ArrayList<>();
    widths.add(inputs);
    widths.addAll(trial.hiddenSizes());
    widths.add(classes);
    double size = 0;
    for (int layer = 1; layer < widths.size(); layer++) {
      size += (widths.get(layer - 1) + 3.0) * widths.get(layer);
    }
    if (size > MOST_PARAMETERS) {
      throw new IllegalArgumentException(
          "hidden sizes %s make too many parameters; use smaller ones, for at most %s parameters"
              .formatted(trial.hiddenSizes(), MOST_PARAMETERS));
    }
    return new ParameterLayout(widths, trial.batchNorm());
  }

  /**
   * Refuses a network that is too large.
   *
   * @param pixels how many pixels an image has
   * @throws IllegalArgumentException when its parameters are too many for one buffer, or with the
   *     optimizer's buffers for a checkpoint
   */
  public static void requireFits(Hyperparameters trial, int pixels) {
    ParameterLayout layout = of(trial, pixels, Network.CLASSES);
    long size = layout.size();
    long buffers = 1L + trial.optimizer().state().size();
    long statistics = layout.normalised().stream().mapToLong(NetworkState::statisticsBytes).sum();
    long most = (LONGEST_CHECKPOINT - LONGEST_HEADER - statistics) / (Float.BYTES * buffers);
    if (size > most) {
      throw new IllegalArgumentException(
          "hidden sizes %s make %s parameters, of which a checkpoint with optimizer = %s has %s copies: use smaller ones, for at most %s parameters"
              .formatted(trial.hiddenSizes(), size, trial.optimizer().key(), buffers, most));
    }
  }

  /** The parameters in the order of the buffer. */
  List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    long offset = 0;
    for (int layer = 0; layer < layers(); layer++) {
      long in = widths.get(layer);
      long out = widths.get(layer + 1);
      boolean hidden = layer < layers() - 1;
      String linear = hidden ? "hidden." + layer : "output";
      offset = add(parameters, linear + ".weight", Role.WEIGHT, layer, List.of(out, in), offset);
      offset = add(parameters, linear + ".bias", Role.BIAS, layer, List.of(out), offset);
      if (hidden && batchNorm) {
        offset =
            add(parameters, "norm." + layer + ".weight", Role.SCALE, layer, List.of(out), offset);
        offset =
            add(parameters, "norm." + layer + ".bias", Role.SHIFT, layer, List.of(out), offset);
      }
    }
    return parameters;
  }

  private static long add(
      List<Parameter> parameters,
      String name,
      Role role,
      int layer,
      List<Long> shape,
      long offset) {
    Parameter parameter = new Parameter(name, role, layer, shape, offset);
    parameters.add(parameter);
    return offset + parameter.size();
  }

  /** How many linear layers there are, the output's included. */
  int layers() {
    return widths.size() - 1;
  }

  /** Widths of the normalised layers: all hidden ones with BatchNorm, else none. */
  List<Integer> normalised() {
    return batchNorm ? widths.subList(1, widths.size() - 1) : List.of();
  }

  /** The length of the buffer in elements. */
  public long size() {
    List<Parameter> parameters = parameters();
    Parameter last = parameters.get(parameters.size() - 1);
    return last.offset() + last.size();
  }
}
