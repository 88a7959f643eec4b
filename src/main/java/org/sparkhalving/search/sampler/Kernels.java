package org.sparkhalving.search.sampler;

import java.util.List;
import org.sparkhalving.search.space.Distribution;

/** One hyperparameter's part of a Parzen estimator: a distribution for each of its kernels. */
interface Kernels {
  /** A value of kernel number {@code kernel}. */
  Object draw(int kernel, Draws draws);

  /** Adds the logarithm of each kernel's density at {@code value}, or of its probability. */
  void addLogDensities(Object value, double[] sums);

  /**
   * The kernels of a distribution.
   *
   * @param observed the value that each kernel is about; null for a kernel about no value, which is
   *     nearly the prior distribution. The last kernel is one.
   */
  static Kernels of(Distribution distribution, List<Object> observed) {
    if (distribution instanceof Distribution.Choice choice) {
      return new ChoiceKernels(choice, observed);
    }
    return Interval.of(distribution)
        .<Kernels>map(interval -> new NormalKernels(interval, observed))
        .orElseGet(() -> new ConstantKernels(distribution.at(0)));
  }

  /** The kernels of a hyperparameter that has one value. */
  record ConstantKernels(Object value) implements Kernels {
    @Override
    public Object draw(int kernel, Draws draws) {
      return value;
    }

    @Override
    public void addLogDensities(Object at, double[] sums) {
      // It is certain.
    }
  }
}
