package org.sparkhalving.search.scheduler;

import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Standing;

/**
 * A rung of Ray Tune's ASHAScheduler ({@code _Bracket.on_result}): the newcomer stops iff it is
 * strictly worse than {@code cutoff}, NumPy's {@code nanpercentile} at (1 − 1 / η) · 100, linearly
 * interpolated, of those that arrived before it; the first is promoted. Ray Tune promotes a NaN and
 * leaves it out of the percentile; here it is a failed trial, which is not promoted and is left out
 * too.
 */
final class RayArrivals implements ArrivalRung {
  private final TopStandings standings;
  private final Metric metric;
  private final double quantile;

  RayArrivals(Metric metric, int reductionFactor) {
    this.metric = metric;
    quantile = (1 - 1.0 / reductionFactor) * 100 / 100;
    standings = new TopStandings(metric);
  }

  @Override
  public boolean arrive(Standing newcomer) {
    boolean promoted = standings.size() == 0 || !(metric.reward(newcomer.metric()) < cutoff());
    standings.add(newcomer);
    return promoted;
  }

  @Override
  public void fail() {
    // What nanpercentile leaves out need not be recorded.
  }

  /** NumPy's {@code _quantile} and {@code _lerp}, operation by operation: ties depend on it. */
  private double cutoff() {
    double index = (standings.size() - 1) * quantile;
    double lower = Math.floor(index);
    standings.part(standings.size() - 1 - (int) lower);
    double from = metric.reward(standings.firstOfRest());
    if (standings.size() == 1) {
      return from;
    }
    double to = metric.reward(standings.lastOfFirst());
    double share = index - lower;
    return share < 0.5 ? from + (to - from) * share : to - (to - from) * (1 - share);
  }
}
