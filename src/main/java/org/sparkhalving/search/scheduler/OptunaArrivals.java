package org.sparkhalving.search.scheduler;

import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Standing;

/**
 * A rung of Optuna's SuccessiveHalvingPruner ({@code _is_trial_promotable_to_next_rung}): with n
 * values at the rung, the newcomer's included, it is promoted if it is as good as the max(1, ⌊n /
 * η⌋)-th best, so that ties are promoted. Optuna prunes a NaN without recording it, as a failed
 * trial is treated here.
 */
final class OptunaArrivals implements ArrivalRung {
  private final TopStandings standings;
  private final Metric metric;
  private final int reductionFactor;

  OptunaArrivals(Metric metric, int reductionFactor) {
    this.metric = metric;
    this.reductionFactor = reductionFactor;
    standings = new TopStandings(metric);
  }

  @Override
  public boolean arrive(Standing newcomer) {
    standings.add(newcomer);
    standings.part(Math.max(1, standings.size() / reductionFactor));
    return !metric.isBetter(standings.lastOfFirst(), newcomer.metric());
  }

  @Override
  public void fail() {
    // Optuna prunes a NaN before it is recorded.
  }
}
