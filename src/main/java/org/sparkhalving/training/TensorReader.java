package org.sparkhalving.training;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes tensors out of a file, each checked for its type and shape.
 *
 * @param name the file's place, for messages
 */
record TensorReader(SafeTensors content, String name) {

  /** The network of a layout. */
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

  /**
   * A copy of a tensor's bytes.
   *
   * @throws BadCheckpointException when it is not there, or not float32 of this shape
   */
  byte[] bytes(String tensor, List<Long> shape) {
    SafeTensors.Tensor found = content.tensors().get(tensor);
    if (found == null
        || !found.type().equals(SafeTensors.FLOAT32)
        || !found.shape().equals(shape)) {
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
