package org.sparkhalving.training;

import java.util.ArrayList;
import java.util.List;
import org.sparkhalving.training.Parameter.Role;

/**
 * Where each tensor lies in the flat parameter buffer: layer by layer weight, bias and, with
 * BatchNorm, scale and shift. Gradients and optimizer states have the same layout.
 *
 * @param widths width of the input, of each hidden layer and of the output
 * @param batchNorm whether hidden layers are normalised
 */
record ParameterLayout(List<Integer> widths, boolean batchNorm) {

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
  long size() {
    List<Parameter> parameters = parameters();
    Parameter last = parameters.get(parameters.size() - 1);
    return last.offset() + last.size();
  }
}
