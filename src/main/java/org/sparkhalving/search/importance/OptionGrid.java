package org.sparkhalving.search.importance;

import java.util.List;

/**
 * A cell for each option. With n kernels, each gives every option a weight of 1/n, and 1 more to
 * its own; the prior is uniform (Optuna's {@code ScottParzenEstimator} for categories).
 *
 * @param options different ones
 */
record OptionGrid(List<Object> options) implements Grid {
  @Override
  public int cells() {
    return options.size();
  }

  @Override
  public int cell(Object value) {
    return options.indexOf(value);
  }

  @Override
  public double[] density(int[] counts) {
    int kernels = 1;
    int values = 0;
    for (int count : counts) {
      kernels += count > 0 ? 1 : 0;
      values += count;
    }
    double spread = 1.0 / kernels;
    double total = 1 + spread * counts.length;
    double[] density = new double[counts.length];
    for (int cell = 0; cell < counts.length; cell++) {
      double kernelsHere = (counts[cell] + values * spread) / total;
      density[cell] = (kernelsHere + 1.0 / counts.length) / (values + 1);
    }
    return density;
  }
}
