package org.sparkhalving.search.importance;

import java.util.Arrays;
import org.sparkhalving.search.sampler.Normal;

/**
 * Equal cells from the lower bound to the upper one, whose centres the bounds are. Kernels are
 * normal distributions cut off at the grid's ends, all of one width by Scott's rule (Multivariate
 * Density Estimation, 1992), the prior one in the middle as wide as the grid (Optuna's {@code
 * ScottParzenEstimator} for numbers).
 *
 * @param low the centre of the first cell, as a logarithm where {@code logarithms}
 * @param width of a cell
 * @param cells how many there are
 * @param logarithms whether values are placed by their logarithms
 */
record NumberGrid(double low, double width, int cells, boolean logarithms) implements Grid {
  private static final int MOST = 50;

  /** So narrow that 90 % of a kernel is within its cell. */
  private static final double NARROWEST = 0.5 / 1.64;

  private static final double SCOTT = 1.059;

  /** The interquartile range of the standard normal distribution. */
  private static final double QUARTILES = 1.34;

  static NumberGrid of(double low, double high) {
    return new NumberGrid(low, (high - low) / (MOST - 1), MOST, false);
  }

  static NumberGrid ofLogarithms(double low, double high) {
    double first = StrictMath.log(low);
    return new NumberGrid(first, (StrictMath.log(high) - first) / (MOST - 1), MOST, true);
  }

  /** A cell for each step, where they are not too many. */
  static NumberGrid of(double low, double high, double step) {
    int cells = (int) Math.min(Math.round((high - low) / step) + 1, MOST);
    return new NumberGrid(low, (high - low) / (cells - 1), cells, false);
  }

  @Override
  public int cell(Object value) {
    double number = ((Number) value).doubleValue();
    double place = ((logarithms ? StrictMath.log(number) : number) - low) / width;
    return (int) Math.max(0, Math.min(cells - 1, Math.ceil(place - 0.5)));
  }

  @Override
  public double[] density(int[] counts) {
    int values = Arrays.stream(counts).sum();
    double deviation = deviation(counts, values);
    double[] density = new double[cells];
    for (int mean = 0; mean < cells; mean++) {
      if (counts[mean] > 0) {
        addKernel(density, mean, deviation, (double) counts[mean] / (values + 1));
      }
    }
    addKernel(density, (cells - 1) / 2.0, cells, 1.0 / (values + 1));
    return density;
  }

  private void addKernel(double[] density, double mean, double deviation, double weight) {
    double inside = mass(-0.5, cells - 0.5, mean, deviation);
    for (int cell = 0; cell < cells; cell++) {
      density[cell] += weight * mass(cell - 0.5, cell + 0.5, mean, deviation) / inside;
    }
  }

  private static double mass(double from, double to, double mean, double deviation) {
    return Normal.between((from - mean) / deviation, (to - mean) / deviation);
  }

  /** In cells: by the standard deviation, or by the interquartile range where that is less. */
  private double deviation(int[] counts, int values) {
    double mean = 0;
    for (int cell = 0; cell < cells; cell++) {
      mean += (double) cell * counts[cell] / values;
    }
    double squares = 0;
    for (int cell = 0; cell < cells; cell++) {
      squares += counts[cell] * (cell - mean) * (cell - mean);
    }
    double deviation = StrictMath.sqrt(squares / Math.max(1, values - 1));
    int range = upperQuartile(counts, values * 3 / 4) - lowerQuartile(counts, values / 4);
    double scott = SCOTT * Math.min(range / QUARTILES, deviation) * StrictMath.pow(values, -0.2);
    return Math.max(scott, NARROWEST);
  }

  /** The first cell that has values, with which they are at least {@code count}. */
  private static int lowerQuartile(int[] counts, int count) {
    int sum = 0;
    int cell = 0;
    while (counts[cell] == 0 || sum + counts[cell] < count) {
      sum += counts[cell];
      cell++;
    }
    return cell;
  }

  /** The first cell with which values are more than {@code count}. */
  private static int upperQuartile(int[] counts, int count) {
    int sum = 0;
    int cell = 0;
    while (sum + counts[cell] <= count) {
      sum += counts[cell];
      cell++;
    }
    return cell;
  }
}
