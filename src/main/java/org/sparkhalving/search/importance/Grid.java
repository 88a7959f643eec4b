package org.sparkhalving.search.importance;

import java.util.List;
import java.util.Optional;
import org.sparkhalving.search.space.Distribution;

/** The cells that a hyperparameter's values fall into, and a Parzen estimator over them. */
interface Grid {
  /** A density is nowhere 0. */
  double LEAST = 1e-12;

  /** How many cells there are. */
  int cells();

  /** The cell of a value, from 0. */
  int cell(Object value);

  /**
   * The estimated probability of each cell: a mixture of one kernel for each cell that has values,
   * weighted by their number, and one prior kernel of weight 1.
   *
   * @param counts the number of values in each cell, at least one in all
   */
  double[] density(int[] counts);

  /** The estimated probability of each cell, given at least one value. */
  default double[] density(List<Object> values) {
    int[] counts = new int[cells()];
    values.forEach(value -> counts[cell(value)]++);
    double[] density = density(counts);
    for (int cell = 0; cell < density.length; cell++) {
      density[cell] += LEAST;
    }
    return density;
  }

  /** The grid of a distribution; empty for one that has a single value. */
  static Optional<Grid> of(Distribution distribution) {
    if (distribution instanceof Distribution.Choice choice) {
      return Optional.of(new OptionGrid(choice.options().stream().distinct().toList()));
    }
    if (distribution instanceof Distribution.Uniform uniform) {
      return Optional.of(NumberGrid.of(uniform.low(), uniform.high()));
    }
    if (distribution instanceof Distribution.LogUniform log) {
      return Optional.of(NumberGrid.ofLogarithms(log.low(), log.high()));
    }
    if (distribution instanceof Distribution.QUniform steps) {
      return Optional.of(NumberGrid.of(steps.low(), steps.high(), steps.quantum()));
    }
    if (distribution instanceof Distribution.RandInt integers) {
      return Optional.of(NumberGrid.of((double) integers.low(), (double) integers.high() - 1, 1));
    }
    return Optional.empty();
  }
}
