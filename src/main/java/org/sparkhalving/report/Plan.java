package org.sparkhalving.report;

import org.sparkhalving.history.Snapshot;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.scheduler.Outlook;

/**
 * What a study is to do, and what of it was done before it was resumed.
 *
 * @param study the study's name
 * @param start how far it is at the start
 * @param slots how many trials train at a time; 0 where that is not known yet, on a cluster whose
 *     executors are still to come
 * @param metric what trials are ranked by
 */
public record Plan(String study, Snapshot start, int slots, Metric metric) {

  /** Refuses negative slots. */
  public Plan {
    if (slots < 0) {
      throw new IllegalArgumentException(
          "a plan has no fewer than 0 slots, but was given " + slots);
    }
  }

  /** How many trials come to each rung, as far as is known at the start. */
  Outlook outlook() {
    return start.outlook();
  }
}
