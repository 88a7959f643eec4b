package org.sparkhalving.training;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.sparkhalving.training.hyperparameter.Initialization;

/**
 * A network's numbers, as little-endian bytes of float32 (float64 in tests).
 *
 * @param layout where each tensor lies in {@code parameters}
 * @param parameters the flat parameter buffer
 * @param means BatchNorm's running mean of each normalised layer
 * @param variances BatchNorm's running (unbiased) variance of each normalised layer
 */
record NetworkState(
    ParameterLayout layout, byte[] parameters, List<byte[]> means, List<byte[]> variances) {

  /** How many bytes the statistics of a normalised layer of {@code width} units have in a file. */
  static long statisticsBytes(int width) {
    return 2L * width * Float.BYTES + Long.BYTES;
  }

  /** A network before its first step. */
  static NetworkState initial(
      ParameterLayout layout, Initialization initialization, long seed, DataType type) {
    List<byte[]> means = new ArrayList<>();
    List<byte[]> variances = new ArrayList<>();
    for (int width : layout.normalised()) {
      means.add(encode(new double[width], type));
      double[] ones = new double[width];
      java.util.Arrays.fill(ones, 1);
      variances.add(encode(ones, type));
    }
    return new NetworkState(
        layout, encode(parameters(layout, initialization, seed), type), means, variances);
  }

  /** The initial parameters of a network, in the layout's order; a function of {@code seed}. */
  static double[] parameters(ParameterLayout layout, Initialization initialization, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[Math.toIntExact(layout.size())];
    for (Parameter parameter : layout.parameters()) {
      int from = Math.toIntExact(parameter.offset());
      int to = Math.toIntExact(parameter.offset() + parameter.size());
      int fanIn = layout.widths().get(parameter.layer());
      for (int i = from; i < to; i++) {
        values[i] = value(parameter.role(), initialization, fanIn, random);
      }
    }
    return values;
  }

  private static double value(
      Parameter.Role role, Initialization initialization, int fanIn, RandomGenerator random) {
    return switch (role) {
      case WEIGHT -> initialization.weight(fanIn, random);
      case BIAS -> Initialization.bias(fanIn, random);
      case SCALE -> 1;
      case SHIFT -> 0;
    };
  }

  /** The little-endian bytes of {@code values} as float32 or float64. */
  static byte[] encode(double[] values, DataType type) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.multiplyExact(values.length, type.getNumOfBytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      if (type == DataType.FLOAT64) {
        buffer.putDouble(value);
      } else {
        buffer.putFloat((float) value);
      }
    }
    return buffer.array();
  }
}
