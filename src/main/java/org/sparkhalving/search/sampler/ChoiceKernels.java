package org.sparkhalving.search.sampler;

import java.util.Collections;
import java.util.List;
import org.sparkhalving.search.space.Distribution;

/**
 * Kernels of a choice. With n kernels, each gives every option a weight of 1/n for each time that
 * it is listed, and 1 more to the option that the kernel is about (as Optuna does, with a prior
 * weight of 1).
 */
final class ChoiceKernels implements Kernels {
  private final List<Object> options;
  private final List<Object> observed;

  ChoiceKernels(Distribution.Choice choice, List<Object> observed) {
    this.options = choice.options();
    this.observed = observed;
  }

  @Override
  public Object draw(int kernel, Draws draws) {
    Object about = observed.get(kernel);
    double u = draws.unit() * (about == null ? 1 : 1 + spread());
    return u < spread() || about == null
        ? options.get((int) (draws.unit() * options.size()))
        : about;
  }

  /**
   * The weight of all options together, in addition to the 1 for the one that a kernel is about.
   */
  private double spread() {
    return (double) options.size() / observed.size();
  }

  @Override
  public void addLogDensities(Object value, double[] sums) {
    double share = (double) Collections.frequency(options, value) / options.size();
    double prior = StrictMath.log(share);
    double total = 1 + spread();
    double about = StrictMath.log((1 + spread() * share) / total);
    double other = StrictMath.log(spread() * share / total);
    for (int kernel = 0; kernel < sums.length; kernel++) {
      Object option = observed.get(kernel);
      sums[kernel] += option == null ? prior : option.equals(value) ? about : other;
    }
  }
}
