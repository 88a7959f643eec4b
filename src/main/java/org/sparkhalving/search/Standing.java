package org.sparkhalving.search;

import java.util.Comparator;

/**
 * A trial that has reached a rung, and the metric that it is ranked by.
 *
 * @param trial trial number, from 0
 * @param metric that of the epoch that counts, see {@link Criterion}
 */
public record Standing(int trial, double metric) {

  /** The order of every ranking: the better metric, then the lower trial number. */
  public static Comparator<Standing> bestFirst(Metric metric) {
    return (left, right) -> {
      if (metric.isBetter(left.metric, right.metric)) {
        return -1;
      }
      if (metric.isBetter(right.metric, left.metric)) {
        return 1;
      }
      return Integer.compare(left.trial, right.trial);
    };
  }
}
