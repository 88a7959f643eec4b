package org.sparkhalving.search.sampler;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Kernels of a number: normal distributions cut off at the interval's ends, each around the value
 * that it is about. The standard deviation is the distance to the farther neighbour (Bergstra et
 * al., section 4), or to the only one for the first and the last value, but with n kernels at least
 * width / min(100, n + 1) and at most the width (Optuna's {@code consider_magic_clip}). A kernel
 * about no value is in the middle, as wide as the interval.
 */
final class NormalKernels implements Kernels {
  /** Over this much of a standard deviation the density hardly changes. */
  private static final double NARROW = 0.25;

  private final Interval interval;
  private final double[] means;
  private final double[] deviations;

  /** For each kernel, the logarithm of the factor that makes its density integrate to 1. */
  private final double[] scales;

  NormalKernels(Interval interval, List<Object> observed) {
    this.interval = interval;
    int count = observed.size();
    means = new double[count];
    deviations = new double[count];
    scales = new double[count];
    for (int kernel = 0; kernel < count; kernel++) {
      Object value = observed.get(kernel);
      means[kernel] = value == null ? interval.middle() : interval.at(value);
      deviations[kernel] = interval.width();
    }
    fit(observed);
    for (int kernel = 0; kernel < count; kernel++) {
      double inside =
          Normal.between(
              (interval.low() - means[kernel]) / deviations[kernel],
              (interval.high() - means[kernel]) / deviations[kernel]);
      scales[kernel] = StrictMath.log(inside) + StrictMath.log(deviations[kernel]);
    }
  }

  private void fit(List<Object> observed) {
    int[] order =
        IntStream.range(0, observed.size())
            .filter(kernel -> Objects.nonNull(observed.get(kernel)))
            .boxed()
            .sorted(Comparator.comparingDouble(kernel -> means[kernel]))
            .mapToInt(Integer::intValue)
            .toArray();
    double least = interval.width() / Math.min(100, observed.size() + 1);
    for (int place = 0; place < order.length; place++) {
      double mean = means[order[place]];
      double left = place == 0 ? interval.low() : means[order[place - 1]];
      double right = place == order.length - 1 ? interval.high() : means[order[place + 1]];
      double distance = Math.max(mean - left, right - mean);
      if (order.length > 1 && place == 0) {
        distance = right - mean;
      } else if (order.length > 1 && place == order.length - 1) {
        distance = mean - left;
      }
      deviations[order[place]] = Math.max(least, Math.min(interval.width(), distance));
    }
  }

  @Override
  public Object draw(int kernel, Draws draws) {
    return interval.near(means[kernel], deviations[kernel], draws);
  }

  @Override
  public void addLogDensities(Object value, double[] sums) {
    double place = interval.at(value);
    for (int kernel = 0; kernel < sums.length; kernel++) {
      sums[kernel] += logDensity(place, kernel);
    }
  }

  /** Where there are steps, the mean of the density over one. */
  private double logDensity(double place, int kernel) {
    double distance = (place - means[kernel]) / deviations[kernel];
    double half = interval.step() / deviations[kernel] / 2;
    if (half > NARROW / 2) {
      double mass = Normal.between(distance - half, distance + half);
      return StrictMath.log(mass * deviations[kernel] / interval.step()) - scales[kernel];
    }
    return -distance * distance / 2 - Normal.LOG_ROOT - scales[kernel];
  }
}
