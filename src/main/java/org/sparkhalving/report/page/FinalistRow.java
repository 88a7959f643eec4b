package org.sparkhalving.report.page;

import org.sparkhalving.history.Finalist;

/**
 * A finalist that was trained again.
 *
 * @param runs how many its mean is over, its own among them
 * @param spread the standard deviation of their metrics; null for one run
 * @param failed how many repeats failed, and are left out
 * @param best the run with the best metric
 */
record FinalistRow(
    int trial,
    int runs,
    Double mean,
    Double spread,
    Double lowest,
    Double highest,
    int failed,
    int best) {

  /** The row of a finalist. */
  static FinalistRow of(Finalist finalist) {
    return new FinalistRow(
        finalist.trial(),
        finalist.counted().size(),
        Numbers.eightDigits(finalist.mean()),
        finalist.spread().isPresent() ? Numbers.eightDigits(finalist.spread().getAsDouble()) : null,
        Numbers.eightDigits(finalist.lowest()),
        Numbers.eightDigits(finalist.highest()),
        finalist.failed(),
        finalist.best().trial());
  }
}
