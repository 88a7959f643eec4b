package org.sparkhalving.search;

import java.util.List;

/**
 * How a hyperparameter's value is drawn. Names and bounds follow Ray Tune's search space API: upper
 * bounds of integers are exclusive. Values are {@link Long}, {@link Double}, {@link String}, {@link
 * Boolean} or a {@link List} of them.
 */
public sealed interface Distribution {

  /** The value at quantile {@code u} in [0, 1): the inverse of the cumulative distribution. */
  Object at(double u);

  /** One of the listed values, each as likely. */
  record Choice(List<Object> options) implements Distribution {
    public Choice {
      options = List.copyOf(options);
      if (options.isEmpty()) {
        throw new IllegalArgumentException("choice has no options: list at least one value");
      }
    }

    @Override
    public Object at(double u) {
      return options.get((int) (u * options.size()));
    }
  }

  /** A real number in [low, high), uniform. */
  record Uniform(double low, double high) implements Distribution {
    public Uniform {
      requireOrdered("uniform", low, high);
    }

    @Override
    public Object at(double u) {
      return low + u * (high - low);
    }
  }

  /** A real number in [low, high) whose logarithm is uniform; both bounds are above 0. */
  record LogUniform(double low, double high) implements Distribution {
    public LogUniform {
      requireOrdered("loguniform", low, high);
      if (low <= 0) {
        throw new IllegalArgumentException(
            "loguniform needs bounds above 0, but the lower one is " + low);
      }
    }

    @Override
    public Object at(double u) {
      double value =
          StrictMath.exp(StrictMath.log(low) + u * (StrictMath.log(high) - StrictMath.log(low)));
      return Math.min(Math.max(value, low), high);
    }
  }

  /** A multiple of {@code quantum}: a uniform number in [low, high) rounded to the nearest one. */
  record QUniform(double low, double high, double quantum) implements Distribution {
    public QUniform {
      requireOrdered("quniform", low, high);
      if (!(quantum > 0) || Double.isInfinite(quantum)) {
        throw new IllegalArgumentException(
            "quniform needs a quantum above 0, but it is " + quantum);
      }
    }

    @Override
    public Object at(double u) {
      return Math.rint((low + u * (high - low)) / quantum) * quantum;
    }
  }

  /** An integer in [low, high), uniform; the upper bound is exclusive, as in Ray Tune. */
  record RandInt(long low, long high) implements Distribution {
    public RandInt {
      if (low >= high) {
        throw new IllegalArgumentException(
            "randint needs its first bound below its second (which is exclusive), but they are ["
                + low
                + ", "
                + high
                + "]");
      }
    }

    @Override
    public Object at(double u) {
      return low + (long) (u * (high - low));
    }
  }

  /** Always the same value. */
  record Fixed(Object value) implements Distribution {
    @Override
    public Object at(double u) {
      return value;
    }
  }

  private static void requireOrdered(String name, double low, double high) {
    if (!Double.isFinite(low) || !Double.isFinite(high)) {
      throw new IllegalArgumentException(
          name + " needs finite bounds, but they are [" + low + ", " + high + "]");
    }
    if (low >= high) {
      throw new IllegalArgumentException(
          name
              + " needs its first bound below its second, but they are ["
              + low
              + ", "
              + high
              + "]");
    }
  }
}
