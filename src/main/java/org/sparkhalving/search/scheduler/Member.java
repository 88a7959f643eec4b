package org.sparkhalving.search.scheduler;

import static java.util.Comparator.nullsLast;

import java.util.Comparator;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.Standing;

/**
 * A member of a rung.
 *
 * @param trial trial number, from 0
 * @param outcome whether it reached the rung, and with what metric
 */
record Member(int trial, Outcome outcome) {

  /** Whether the trial failed on its way to the rung. */
  boolean hasFailed() {
    return outcome instanceof Outcome.Failed;
  }

  /** What it is ranked by; null when it failed. */
  private Standing standing() {
    return outcome instanceof Outcome.Reached reached
        ? new Standing(trial, reached.metric())
        : null;
  }

  /** The order of a rung's members: those that reached it as they rank, then those that failed. */
  static Comparator<Member> bestFirst(Metric metric) {
    return Comparator.comparing(Member::standing, nullsLast(Standing.bestFirst(metric)))
        .thenComparingInt(Member::trial);
  }
}
