package org.sparkhalving.search.sampler;

import java.util.Collections;
import java.util.List;
import org.sparkhalving.search.space.Distribution;

/**
 * Kernels of a choice: with n kernels, each option has the weight 1/n, as often as it is listed,
 * and the one that a kernel is about 1 more (Optuna's, with a prior weight of 1).
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

  /** The weight of all options together, beside 1 for the one that a kernel is about. */
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
