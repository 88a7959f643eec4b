package org.sparkhalving.search.sampler;

import java.util.Arrays;

/**
 * Looks for the length scale of each hyperparameter and for the noise with which scores are most
 * likely, on a fixed grid: trial by trial it tries steps of one after the other and takes those
 * that are better. Length scales have the prior density of Hvarfner, Hellsten and Nardi (Vanilla
 * Bayesian Optimization Performs Great in High Dimensions, 2024): log-normal, of median e^√2 ·
 * √axes and a standard deviation of √3. Without it, few results make the process too certain.
 */
final class CovarianceSearch {
  private static final double SHORTEST = 0.125;
  private static final int LENGTHS = 9;
  private static final int FIRST_LENGTH = 3;
  private static final double LEAST_NOISE = 0.001;
  private static final double NOISE_STEP = 4;
  private static final int NOISES = 6;
  private static final int FIRST_NOISE = 3;

  /** How many covariances the steps of one trial may compute, about. */
  private static final int EFFORT = 30_000;

  private static final int FEWEST_STEPS = 2;

  private final int[] axisOfEach;

  /** The grid's index of each length scale, then of the noise. */
  private int[] levels;

  private int turn;

  CovarianceSearch(Encoding encoding) {
    axisOfEach = encoding.axisOfEach();
    levels = new int[encoding.axes() + 1];
    Arrays.fill(levels, FIRST_LENGTH);
    levels[encoding.axes()] = FIRST_NOISE;
  }

  /** Takes steps by the scores at some points. */
  void improve(double[][] points, double[] scores) {
    double best = likelihood(levels, points, scores);
    int directions = 2 * levels.length;
    int steps = EFFORT / (points.length * points.length);
    for (int step = Math.max(FEWEST_STEPS, Math.min(directions, steps)); step > 0; step--) {
      int[] changed = levels.clone();
      changed[turn / 2] += turn % 2 == 0 ? 1 : -1;
      turn = (turn + 1) % directions;
      if (isOnGrid(changed)) {
        double likelihood = likelihood(changed, points, scores);
        if (likelihood > best) {
          levels = changed;
          best = likelihood;
        }
      }
    }
  }

  /** The process of what was found. */
  GaussianProcess process(double[][] points, double[] scores) {
    return process(levels, points, scores);
  }

  private boolean isOnGrid(int[] changed) {
    for (int at = 0; at < changed.length; at++) {
      if (changed[at] < 0 || changed[at] >= (at < changed.length - 1 ? LENGTHS : NOISES)) {
        return false;
      }
    }
    return true;
  }

  private GaussianProcess process(int[] at, double[][] points, double[] scores) {
    double[] lengths = new double[axisOfEach.length];
    for (int coordinate = 0; coordinate < lengths.length; coordinate++) {
      lengths[coordinate] = length(at[axisOfEach[coordinate]]);
    }
    double noise = LEAST_NOISE;
    for (int step = 0; step < at[at.length - 1]; step++) {
      noise *= NOISE_STEP;
    }
    return new GaussianProcess(new Matern(lengths), noise, points, scores);
  }

  private static double length(int level) {
    return SHORTEST * (1 << level);
  }

  private double likelihood(int[] at, double[][] points, double[] scores) {
    double likelihood = process(at, points, scores).logLikelihood();
    int axes = at.length - 1;
    for (int axis = 0; axis < axes; axis++) {
      double log = StrictMath.log(length(at[axis]));
      double distance = log - Math.sqrt(2) - StrictMath.log(Math.sqrt(axes));
      likelihood -= distance * distance / 6 + log; // The standard deviation is √3.
    }
    return likelihood;
  }
}
