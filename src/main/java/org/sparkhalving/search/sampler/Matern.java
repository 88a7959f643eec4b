package org.sparkhalving.search.sampler;

/**
 * The Matérn covariance of smoothness 5/2 between points (Rasmussen and Williams, Gaussian
 * Processes for Machine Learning, 2006, equation 4.17), with a length scale for each coordinate and
 * variance 1. Its exponential is {@link StrictMath}'s and its sums run in the order of the
 * coordinates, so that every machine gets the same bits.
 */
final class Matern {
  /** For each coordinate, 5 / length². */
  private final double[] weights;

  /**
   * A covariance.
   *
   * @param lengths the length scale of each coordinate, above 0
   */
  Matern(double[] lengths) {
    weights = new double[lengths.length];
    for (int at = 0; at < lengths.length; at++) {
      weights[at] = 5 / (lengths[at] * lengths[at]);
    }
  }

  /** (1 + √5 r + 5 r² / 3) · exp(−√5 r), r the distance in length scales. */
  double of(double[] one, double[] other) {
    double squared = 0;
    for (int at = 0; at < weights.length; at++) {
      double difference = one[at] - other[at];
      squared += weights[at] * difference * difference;
    }
    double distance = Math.sqrt(squared);
    return (1 + distance + squared / 3) * StrictMath.exp(-distance);
  }
}
