package org.sparkhalving.search.space;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

/**
 * How a hyperparameter's value is drawn. Names and bounds follow Ray Tune's search space API: upper
 * bounds of integers are exclusive. Values are {@link Long}, {@link Double}, {@link String}, {@link
 * Boolean} or a {@link List} of them.
 *
 * <p>Constructors throw {@link IllegalArgumentException} for bounds that make no distribution; its
 * message names the distribution, the bounds and what they must be.
 */
public sealed interface Distribution {

  /** How many quantiles there are: {@code u} has 53 random bits. */
  double RESOLUTION = 0x1.0p53;

  /**
   * The value at quantile {@code u}: the inverse of the cumulative distribution.
   *
   * @param u at least 0 and below 1
   */
  Object at(double u);

  /** Whether {@code value} can be drawn, given in the type that is drawn. */
  boolean contains(Object value);

  /** Whether values are real numbers of an interval, too many to try each. */
  default boolean isContinuous() {
    return this instanceof Uniform || this instanceof LogUniform;
  }

  /** One of the listed values, each as likely; a value listed twice is twice as likely. */
  record Choice(List<Object> options) implements Distribution {
    /** Takes a copy of at least one option, none of them null. */
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

    @Override
    public boolean contains(Object value) {
      return value != null && options.contains(value);
    }
  }

  /** A real number in [low, high), uniform. */
  record Uniform(double low, double high) implements Distribution {
    /** Needs finite bounds, a finite distance apart, the first below the second. */
    public Uniform {
      requireRange("uniform", low, high);
    }

    @Override
    public Object at(double u) {
      return below(high, low + u * (high - low));
    }

    @Override
    public boolean contains(Object value) {
      return value instanceof Double real && real >= low && real < high;
    }
  }

  /**
   * A real number in [low, high) whose logarithm is uniform. Its logarithms are {@link
   * StrictMath}'s, so that every machine draws the same bits.
   */
  record LogUniform(double low, double high) implements Distribution {
    /** Needs finite bounds above 0, the first below the second. */
    public LogUniform {
      requireRange("loguniform", low, high);
      if (low <= 0) {
        throw new IllegalArgumentException(
            "loguniform needs bounds above 0, but they are [%s, %s]".formatted(low, high));
      }
    }

    @Override
    public Object at(double u) {
      double lowLog = StrictMath.log(low);
      double value = StrictMath.exp(lowLog + u * (StrictMath.log(high) - lowLog));
      return below(high, Math.max(value, low));
    }

    @Override
    public boolean contains(Object value) {
      return value instanceof Double real && real >= low && real < high;
    }
  }

  /**
   * A multiple of {@code quantum} in [low, high]: a uniform number of that range rounded to the
   * nearest multiple, so that each bound is half as likely as a value between them. The multiple is
   * the decimal one: three times 0.1 is 0.3.
   */
  record QUniform(double low, double high, double quantum) implements Distribution {
    /** Needs finite bounds, the first below the second, that are multiples of the quantum. */
    public QUniform {
      requireRange("quniform", low, high);
      if (!(quantum > 0) || Double.isInfinite(quantum)) {
        throw new IllegalArgumentException(
            "quniform needs a finite quantum above 0, but it is " + quantum);
      }
      if (Math.max(Math.abs(low), Math.abs(high)) / quantum > RESOLUTION) {
        throw new IllegalArgumentException(
            "quniform's quantum %s is too small for [%s, %s]".formatted(quantum, low, high));
      }
      if (!isMultiple(low, quantum) || !isMultiple(high, quantum)) {
        throw new IllegalArgumentException(
            "quniform needs bounds that are multiples of its quantum, but they are [%s, %s] and the quantum is %s"
                .formatted(low, high, quantum));
      }
    }

    @Override
    public Object at(double u) {
      return multiple(Math.round((low + u * (high - low)) / quantum));
    }

    /** The decimal {@code steps} · quantum. */
    public double multiple(long steps) {
      return BigDecimal.valueOf(quantum).multiply(BigDecimal.valueOf(steps)).doubleValue();
    }

    @Override
    public boolean contains(Object value) {
      return value instanceof Double real
          && real >= low
          && real <= high
          && isMultiple(real, quantum);
    }

    private static boolean isMultiple(double value, double quantum) {
      return BigDecimal.valueOf(value).remainder(BigDecimal.valueOf(quantum)).signum() == 0;
    }
  }

  /** An integer in [low, high), uniform; the upper bound is exclusive, as in Ray Tune. */
  record RandInt(long low, long high) implements Distribution {
    /** Needs the first bound below the second, at most 2^53 above it. */
    public RandInt {
      if (low >= high) {
        throw new IllegalArgumentException(
            "randint needs its first bound below its second (which is exclusive), but they are [%s, %s]"
                .formatted(low, high));
      }
      // A difference that overflows is negative.
      if (high - low < 0 || high - low > (long) RESOLUTION) {
        throw new IllegalArgumentException(
            "randint needs bounds at most 2^53 apart, but they are [%s, %s]".formatted(low, high));
      }
    }

    @Override
    public Object at(double u) {
      return low + (long) (u * (high - low));
    }

    @Override
    public boolean contains(Object value) {
      return value instanceof Long whole && whole >= low && whole < high;
    }
  }

  /** Always the same value. */
  record Fixed(Object value) implements Distribution {
    /** Needs a value that is not null. */
    public Fixed {
      Objects.requireNonNull(value, "a fixed hyperparameter needs a value");
    }

    @Override
    public Object at(double u) {
      return value;
    }

    @Override
    public boolean contains(Object given) {
      return value.equals(given);
    }
  }

  private static void requireRange(String name, double low, double high) {
    if (!Double.isFinite(low) || !Double.isFinite(high) || Double.isInfinite(high - low)) {
      throw new IllegalArgumentException(
          "%s needs finite bounds, a finite distance apart, but they are [%s, %s]"
              .formatted(name, low, high));
    }
    if (low >= high) {
      throw new IllegalArgumentException(
          "%s needs its first bound below its second, but they are [%s, %s]"
              .formatted(name, low, high));
    }
  }

  /** {@code value}, or the greatest number below {@code high} where rounding has reached it. */
  private static double below(double high, double value) {
    return value < high ? value : Math.nextDown(high);
  }
}
