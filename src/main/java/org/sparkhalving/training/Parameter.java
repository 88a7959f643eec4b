package org.sparkhalving.training;

import java.util.List;

/**
 * One tensor of the network within the flat parameter buffer.
 *
 * @param name PyTorch's name, such as {@code hidden.0.weight}
 * @param role what it is
 * @param layer the layer's number, from 0
 * @param shape its sizes; weights are [out, in]
 * @param offset where it begins in the buffer, in elements
 */
record Parameter(String name, Role role, int layer, List<Long> shape, long offset) {

  /** What a parameter is. */
  enum Role {
    WEIGHT,
    BIAS,
    SCALE,
    SHIFT
  }

  /** How many elements it has. */
  long size() {
    return shape.stream().reduce(1L, (left, right) -> left * right);
  }
}
