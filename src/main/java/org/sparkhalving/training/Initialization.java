package org.sparkhalving.training;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * How weights begin. Biases begin as in {@code torch.nn.Linear}, BatchNorm's scale at 1 and shift
 * at 0, whatever the weights.
 */
public enum Initialization {
  /** {@code torch.nn.Linear}: U(±1/√fan_in). */
  DEFAULT,
  /** {@code kaiming_normal_(nonlinearity='leaky_relu', a=0)}: N(0, 2/fan_in) (He et al. 2015). */
  KAIMING_NORMAL,
  /** {@code kaiming_uniform_(nonlinearity='leaky_relu', a=0)}: U(±√(6/fan_in)). */
  KAIMING_UNIFORM;

  /** The name in settings. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The initial parameters of a network, in the layout's order; a function of {@code seed}. */
  double[] parameters(ParameterLayout layout, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[Math.toIntExact(layout.size())];
    for (Parameter parameter : layout.parameters()) {
      int from = Math.toIntExact(parameter.offset());
      int to = Math.toIntExact(parameter.offset() + parameter.size());
      int fanIn = layout.widths().get(parameter.layer());
      for (int i = from; i < to; i++) {
        values[i] = value(parameter.role(), fanIn, random);
      }
    }
    return values;
  }

  private double value(Parameter.Role role, int fanIn, RandomGenerator random) {
    return switch (role) {
      case WEIGHT -> weight(fanIn, random);
      case BIAS -> uniform(1 / Math.sqrt(fanIn), random);
      case SCALE -> 1;
      case SHIFT -> 0;
    };
  }

  private double weight(int fanIn, RandomGenerator random) {
    return switch (this) {
      case DEFAULT -> uniform(1 / Math.sqrt(fanIn), random);
      case KAIMING_NORMAL -> random.nextGaussian() * Math.sqrt(2.0 / fanIn);
      case KAIMING_UNIFORM -> uniform(Math.sqrt(6.0 / fanIn), random);
    };
  }

  private static double uniform(double bound, RandomGenerator random) {
    return bound * (2 * random.nextDouble() - 1);
  }
}
