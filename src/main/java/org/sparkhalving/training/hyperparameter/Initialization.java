package org.sparkhalving.training.hyperparameter;

import java.util.Locale;
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

  /** One of the weights of a layer with {@code fanIn} inputs. */
  public double weight(int fanIn, RandomGenerator random) {
    return switch (this) {
      case DEFAULT -> uniform(1 / Math.sqrt(fanIn), random);
      case KAIMING_NORMAL -> random.nextGaussian() * Math.sqrt(2.0 / fanIn);
      case KAIMING_UNIFORM -> uniform(Math.sqrt(6.0 / fanIn), random);
    };
  }

  /** One of the biases of a layer with {@code fanIn} inputs, whatever its weights. */
  public static double bias(int fanIn, RandomGenerator random) {
    return uniform(1 / Math.sqrt(fanIn), random);
  }

  private static double uniform(double bound, RandomGenerator random) {
    return bound * (2 * random.nextDouble() - 1);
  }
}
