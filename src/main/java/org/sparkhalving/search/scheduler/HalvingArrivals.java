package org.sparkhalving.search.scheduler;

import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Standing;

/**
 * A rung that promotes the first max(1, ⌊n / η⌋) of the n that arrived, the newcomer and failed
 * trials counted: by metric, then the lower trial number.
 */
final class HalvingArrivals implements ArrivalRung {
  private final TopStandings standings;
  private final int reductionFactor;
  private int arrived;

  HalvingArrivals(Metric metric, int reductionFactor) {
    this.reductionFactor = reductionFactor;
    standings = new TopStandings(metric);
  }

  @Override
  public boolean arrive(Standing newcomer) {
    arrived++;
    standings.add(newcomer);
    int places = Math.max(1, arrived / reductionFactor);
    standings.part(Math.min(standings.size(), places));
    return standings.isFirst(newcomer);
  }

  @Override
  public void fail() {
    arrived++;
  }
}
