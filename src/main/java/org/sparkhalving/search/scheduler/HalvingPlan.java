package org.sparkhalving.search.scheduler;

import java.util.ArrayList;
import java.util.List;

/**
 * How many trials a halving plans to train to each rung.
 *
 * @param rungs the rungs
 * @param sizes planned number of trials in each rung (n_i of Hyperband's Algorithm 1): at least 1,
 *     never more than in the rung before
 */
record HalvingPlan(Rungs rungs, List<Integer> sizes) {
  /** Takes a copy of the sizes, one for each rung. */
  HalvingPlan {
    sizes = List.copyOf(sizes);
    boolean fits = sizes.size() == rungs.count() && sizes.get(sizes.size() - 1) >= 1;
    for (int rung = 1; fits && rung < sizes.size(); rung++) {
      fits = sizes.get(rung) <= sizes.get(rung - 1);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "the sizes of %s rungs must be as many numbers from 1, none above the one before, but they are %s"
              .formatted(rungs.count(), sizes));
    }
  }

  /**
   * The plan of {@code trials} trials: each rung has one trial for every {@code reductionFactor} of
   * the rung before, rounded down, but at least one.
   *
   * @param trials n, at least 1
   * @param rungs the rungs, as a rule of the same reduction factor
   * @param reductionFactor η, at least 2
   */
  static HalvingPlan of(int trials, Rungs rungs, int reductionFactor) {
    if (trials < 1 || reductionFactor < 2) {
      throw new IllegalArgumentException(
          "a halving needs at least 1 trial and a reduction-factor of at least 2, but they are %s and %s"
              .formatted(trials, reductionFactor));
    }
    List<Integer> sizes = new ArrayList<>();
    sizes.add(trials);
    for (int rung = 1; rung < rungs.count(); rung++) {
      sizes.add(Math.max(1, sizes.get(rung - 1) / reductionFactor));
    }
    return new HalvingPlan(rungs, sizes);
  }

  /** How many trials there are: the size of rung 0. */
  int trials() {
    return sizes.get(0);
  }
}
