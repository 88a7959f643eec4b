package org.sparkhalving.search;

/**
 * A rung whose first max(1, ⌊n / η⌋) go on, of the n that arrived, the newcomer and failed trials
 * counted: by metric, then the lower trial number.
 */
final class HalvingArrivals implements ArrivalRung {
  private final PartedStandings standings;
  private final int reductionFactor;
  private int arrived;

  HalvingArrivals(Metric metric, int reductionFactor) {
    this.reductionFactor = reductionFactor;
    standings = new PartedStandings(metric);
  }

  @Override
  public boolean arrive(Standing newcomer) {
    arrived++;
    standings.add(newcomer);
    standings.part(Math.max(1, arrived / reductionFactor));
    return standings.isFirst(newcomer);
  }

  @Override
  public void fail() {
    arrived++;
  }
}
