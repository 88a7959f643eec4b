package org.sparkhalving.search;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * A trial and the metric that it is ranked by.
 *
 * @param trial trial number, from 0
 * @param metric the value at the last epoch in question; NaN for a trial that failed
 */
public record Standing(int trial, double metric) {

  /**
   * The order of every ranking: the better metric, then the lower trial number; failed trials last.
   */
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

  /**
   * The chosen one among {@code standings}: the best of those that did not fail. A study's chosen
   * trial is the best by the last epoch that each trial was trained for, whatever its rung.
   *
   * @return empty when all failed
   */
  public static Optional<Standing> best(Metric metric, Collection<Standing> standings) {
    return standings.stream()
        .filter(standing -> !Double.isNaN(standing.metric))
        .min(bestFirst(metric));
  }
}
