package org.sparkhalving.search.sampler;

import org.sparkhalving.search.Seeds;

/**
 * A sequence of random numbers that follows from a seed, the same on every machine. Not
 * thread-safe.
 */
final class Draws {
  private final long seed;
  private long next;

  Draws(long seed) {
    this.seed = seed;
  }

  /** A number in [0, 1). */
  double unit() {
    return Seeds.unit(Seeds.of(seed, "", next++));
  }

  /** A standard normal number, by Marsaglia's polar method. */
  double normal() {
    while (true) {
      double x = 2 * unit() - 1;
      double y = 2 * unit() - 1;
      double square = x * x + y * y;
      if (square > 0 && square < 1) {
        return x * Math.sqrt(-2 * StrictMath.log(square) / square);
      }
    }
  }
}
