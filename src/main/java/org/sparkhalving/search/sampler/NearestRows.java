package org.sparkhalving.search.sampler;

import java.util.List;
import java.util.function.UnaryOperator;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.SearchSpace;

/**
 * Makes recorded configurations of proposed ones: the nearest that none has taken yet (Euclidean
 * distance, see {@link Encoding}); of equally near ones, the first. Trials take theirs in the order
 * of their numbers, so that it does not matter which of them runs first.
 */
public final class NearestRows implements UnaryOperator<Configuration> {
  private final Encoding encoding;
  private final List<Configuration> rows;
  private final double[][] points;
  private final boolean[] taken;

  /**
   * A table of which nothing is taken.
   *
   * @param rows configurations of the space
   */
  public NearestRows(SearchSpace space, List<Configuration> rows) {
    this.encoding = new Encoding(space);
    this.rows = List.copyOf(rows);
    this.points = rows.stream().map(encoding::point).toArray(double[][]::new);
    this.taken = new boolean[points.length];
  }

  /**
   * Takes the row nearest to a configuration of the space.
   *
   * @throws IllegalStateException when every row is taken
   */
  @Override
  public Configuration apply(Configuration proposed) {
    double[] point = encoding.point(proposed);
    int nearest = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int row = 0; row < points.length; row++) {
      double distance = taken[row] ? Double.POSITIVE_INFINITY : squared(point, points[row]);
      if (distance < least) {
        nearest = row;
        least = distance;
      }
    }
    if (nearest < 0) {
      throw new IllegalStateException(
          "all %s recorded configurations are taken".formatted(rows.size()));
    }
    taken[nearest] = true;
    return rows.get(nearest);
  }

  private static double squared(double[] one, double[] other) {
    double sum = 0;
    for (int at = 0; at < one.length; at++) {
      double difference = one[at] - other[at];
      sum += difference * difference;
    }
    return sum;
  }
}
