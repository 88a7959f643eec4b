package org.sparkhalving.search.sampler;

import java.util.Arrays;

/**
 * A Gaussian process of mean 0 (Rasmussen and Williams, Gaussian Processes for Machine Learning,
 * 2006, algorithm 2.1), given scores at some points and none at others. The latter count as if they
 * had turned out as the process expects them to: they leave its mean as it is and take away what is
 * uncertain around them (the kriging believer of Ginsbourger, Le Riche and Carraro, 2010).
 */
final class GaussianProcess {
  /** So many scores of variance 1 are counted in, which holds the variance of few in bounds. */
  private static final double PRIOR_SCORES = 2;

  private final Matern matern;
  private final double noise;
  private final double[][] points;
  private final double[] scores;
  private final Cholesky factor;
  private final double[] weights;
  private final double variance;
  private final double logLikelihood;

  /**
   * A process.
   *
   * @param noise the variance of the scores' noise, in that of the process; above 0
   * @param points those with scores, then those without
   * @param scores of the first points, at least one
   */
  GaussianProcess(Matern matern, double noise, double[][] points, double[] scores) {
    this.matern = matern;
    this.noise = noise;
    this.points = points;
    this.scores = scores;
    this.factor = new Cholesky(covariances(matern, noise, points));
    double[] whitened = factor.forward(scores);
    this.weights = factor.backward(whitened);
    double squares = PRIOR_SCORES;
    for (double one : whitened) {
      squares += one * one;
    }
    this.variance = squares / (scores.length + PRIOR_SCORES);
    this.logLikelihood =
        -(scores.length + PRIOR_SCORES) / 2 * StrictMath.log(variance)
            - factor.halfLogDeterminant();
  }

  private static double[][] covariances(Matern matern, double noise, double[][] points) {
    double[][] matrix = new double[points.length][points.length];
    for (int i = 0; i < points.length; i++) {
      matrix[i][i] = 1 + noise;
      for (int j = i + 1; j < points.length; j++) {
        matrix[i][j] = matern.of(points[i], points[j]);
      }
    }
    return matrix;
  }

  /**
   * The logarithm of the marginal likelihood of the scores, up to a constant, at the variance that
   * makes it greatest; for a process all of whose points have scores.
   */
  double logLikelihood() {
    return logLikelihood;
  }

  /**
   * What is expected at some points.
   *
   * @param means of the score without noise
   * @param deviations its standard deviation
   */
  record Prediction(double[] means, double[] deviations) {}

  /** What is expected at {@code asked}. */
  Prediction predict(double[][] asked) {
    double[][] covariances = new double[points.length][asked.length];
    double[] means = new double[asked.length];
    for (int i = 0; i < points.length; i++) {
      for (int column = 0; column < asked.length; column++) {
        covariances[i][column] = matern.of(points[i], asked[column]);
      }
      if (i < scores.length) {
        for (int column = 0; column < asked.length; column++) {
          means[column] += weights[i] * covariances[i][column];
        }
      }
    }
    factor.forward(covariances);
    double[] deviations = new double[asked.length];
    Arrays.fill(deviations, 1);
    for (double[] row : covariances) {
      for (int column = 0; column < asked.length; column++) {
        deviations[column] -= row[column] * row[column];
      }
    }
    for (int column = 0; column < asked.length; column++) {
      deviations[column] = Math.sqrt(variance * Math.max(0, deviations[column]));
    }
    return new Prediction(means, deviations);
  }

  /** The least score expected at any of its points, without noise. */
  double leastMean() {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < points.length; i++) {
      least = Math.min(least, i < scores.length ? scores[i] - noise * weights[i] : mean(points[i]));
    }
    return least;
  }

  private double mean(double[] point) {
    double mean = 0;
    for (int i = 0; i < scores.length; i++) {
      mean += weights[i] * matern.of(points[i], point);
    }
    return mean;
  }
}
