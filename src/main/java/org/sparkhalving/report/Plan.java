package org.sparkhalving.report;

import java.util.List;
import java.util.Optional;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.scheduler.Outlook;

/**
 * What a study is to do, and what of it was done before it was resumed.
 *
 * @param study the study's name
 * @param outlook how many trials come to each rung, as far as is known at the start
 * @param slots how many trials train at a time; 0 where that is not known yet, on a cluster whose
 *     executors are still to come
 * @param metric what trials are ranked by
 * @param before the trials that have an outcome already; none when the study starts
 */
public record Plan(String study, Outlook outlook, int slots, Metric metric, List<Trained> before) {

  /**
   * How far a trial has come.
   *
   * @param trial trial number, from 0
   * @param firstRung the rung of its first job, from 0
   * @param rung the last rung that has an outcome, from {@code firstRung}
   * @param last the last epoch trained; empty when it failed before its first
   * @param failure why it failed in that rung; empty when it did not
   */
  public record Trained(
      int trial,
      int firstRung,
      int rung,
      Optional<EpochMetrics> last,
      Optional<FailureReason> failure) {}

  /** Takes a copy. */
  public Plan {
    before = List.copyOf(before);
    if (slots < 0) {
      throw new IllegalArgumentException(
          "a plan has no fewer than 0 slots, but was given " + slots);
    }
  }

  /** How many rungs there are. */
  int rungs() {
    return outlook.rungs().size();
  }

  /** How many trials there are. */
  int trials() {
    return outlook.trials();
  }

  /** The last epoch of a rung. */
  int epochs(int rung) {
    return outlook.rungs().get(rung).epochs();
  }
}
