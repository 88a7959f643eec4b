package org.sparkhalving.search.sampler;

import java.util.Optional;
import org.sparkhalving.search.space.Distribution;

/**
 * The range in which a hyperparameter is searched, as a Parzen estimator sees it: in logarithms
 * where the distribution is uniform in them, and half a step longer at each end where there are
 * steps.
 *
 * @param distribution what is drawn
 * @param low the lower end
 * @param high the upper end, above the lower one
 * @param step between two values; 0 where there are no steps
 */
record Interval(Distribution distribution, double low, double high, double step) {

  /** The interval of a distribution of numbers; empty for others, and where no width is left. */
  static Optional<Interval> of(Distribution distribution) {
    Interval interval;
    if (distribution instanceof Distribution.Uniform uniform) {
      interval = new Interval(uniform, uniform.low(), uniform.high(), 0);
    } else if (distribution instanceof Distribution.LogUniform log) {
      interval = new Interval(log, StrictMath.log(log.low()), StrictMath.log(log.high()), 0);
    } else if (distribution instanceof Distribution.QUniform steps) {
      double half = steps.quantum() / 2;
      interval = new Interval(steps, steps.low() - half, steps.high() + half, steps.quantum());
    } else if (distribution instanceof Distribution.RandInt integers) {
      interval = new Interval(integers, integers.low() - 0.5, integers.high() - 0.5, 1);
    } else {
      return Optional.empty();
    }
    return Optional.of(interval).filter(Interval::hasWidth);
  }

  /** Whether a hundredth of the width is still more than a rounding error. */
  private boolean hasWidth() {
    double hundredth = width() / 100;
    return Double.isFinite(width()) && low + hundredth > low && high - hundredth < high;
  }

  double width() {
    return high - low;
  }

  double middle() {
    return low + width() / 2;
  }

  /** The place of a value of the distribution. */
  double at(Object value) {
    double number = ((Number) value).doubleValue();
    return distribution instanceof Distribution.LogUniform ? StrictMath.log(number) : number;
  }

  /** The value of the distribution that is nearest to a place of the interval. */
  Object value(double place) {
    if (distribution instanceof Distribution.QUniform steps) {
      long least = Math.round(steps.low() / steps.quantum());
      long most = Math.round(steps.high() / steps.quantum());
      return steps.multiple(Math.max(least, Math.min(most, Math.round(place / steps.quantum()))));
    }
    if (distribution instanceof Distribution.RandInt integers) {
      return Math.max(integers.low(), Math.min(integers.high() - 1, Math.round(place)));
    }
    if (distribution instanceof Distribution.LogUniform log) {
      return within(log.low(), log.high(), StrictMath.exp(place));
    }
    return within(low, high, place);
  }

  /**
   * A value drawn from a normal distribution that is cut off at the interval's ends.
   *
   * @param mean a place of the interval
   * @param deviation above 0, at most the width: so at least a third of all draws are inside
   */
  Object near(double mean, double deviation, Draws draws) {
    while (true) {
      double place = mean + deviation * draws.normal();
      if (place >= low && place < high) {
        return value(place);
      }
    }
  }

  private static double within(double low, double high, double value) {
    return Math.max(low, Math.min(Math.nextDown(high), value));
  }
}
