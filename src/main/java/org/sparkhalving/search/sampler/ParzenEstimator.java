package org.sparkhalving.search.sampler;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.SearchSpace;

/**
 * A density over configurations: a mixture of kernels, one around each observed configuration and a
 * wide one, each the product of its hyperparameters' kernels (multivariate TPE: Falkner, Klein and
 * Hutter, BOHB, 2018; the weights and widths are those of Optuna's {@code
 * TPESampler(multivariate=True)}).
 *
 * <p>In a space with conditions, a kernel around a configuration that lacks a hyperparameter has a
 * wide kernel for it; a configuration that lacks one is judged by those that it has.
 */
final class ParzenEstimator {
  /** The newest observations have the full weight. */
  private static final int NEWEST = 25;

  private final SearchSpace space;
  private final Map<String, Kernels> kernels = new LinkedHashMap<>();

  /** The sum of the weights up to and including each kernel. */
  private final double[] cumulated;

  private final double[] logWeights;

  /**
   * An estimator.
   *
   * @param observed configurations of the space, the oldest first
   */
  ParzenEstimator(SearchSpace space, List<Configuration> observed) {
    this.space = space;
    space
        .distributions()
        .forEach(
            (name, distribution) ->
                kernels.put(name, Kernels.of(distribution, values(observed, name))));
    double[] weights = weights(observed.size());
    cumulated = weights.clone();
    for (int kernel = 1; kernel < cumulated.length; kernel++) {
      cumulated[kernel] += cumulated[kernel - 1];
    }
    double total = cumulated[cumulated.length - 1];
    logWeights = Arrays.stream(weights).map(weight -> StrictMath.log(weight / total)).toArray();
  }

  /** One value for each kernel; null where there is none. */
  private static List<Object> values(List<Configuration> observed, String name) {
    return Stream.concat(
            observed.stream().map(configuration -> configuration.values().get(name)),
            Stream.of((Object) null))
        .collect(Collectors.collectingAndThen(Collectors.toList(), Collections::unmodifiableList));
  }

  /** Optuna's {@code default_weights}, then 1 for the kernel that is around nothing. */
  private static double[] weights(int observed) {
    double[] weights = new double[observed + 1];
    Arrays.fill(weights, 1);
    int ramp = observed - NEWEST;
    for (int kernel = 0; kernel < ramp; kernel++) {
      double least = 1.0 / observed;
      weights[kernel] = ramp == 1 ? least : least + (1 - least) * kernel / (ramp - 1);
    }
    return weights;
  }

  /** A configuration of this density. */
  Configuration draw(Draws draws) {
    double u = draws.unit() * cumulated[cumulated.length - 1];
    int kernel = 0;
    while (cumulated[kernel] <= u && kernel < cumulated.length - 1) {
      kernel++;
    }
    int drawn = kernel;
    return space.configuration(name -> kernels.get(name).draw(drawn, draws));
  }

  /** The logarithm of the density of a configuration of the space. */
  double logDensity(Configuration configuration) {
    double[] sums = logWeights.clone();
    configuration.values().forEach((name, value) -> kernels.get(name).addLogDensities(value, sums));
    double highest = Arrays.stream(sums).max().orElseThrow();
    double total = 0;
    for (double sum : sums) {
      total += StrictMath.exp(sum - highest);
    }
    return highest + StrictMath.log(total);
  }
}
