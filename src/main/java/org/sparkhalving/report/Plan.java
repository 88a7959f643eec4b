package org.sparkhalving.report;

import java.util.List;
import java.util.Optional;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Metric;

/**
 * What a study is to do, and what of it was done before it was resumed.
 *
 * @param study the study's name
 * @param rungEpochs the last epoch of each rung, ascending
 * @param rungSizes how many trials each rung is planned to have; all trials in the first
 * @param slots how many trials train at a time, at least 1
 * @param metric what trials are ranked by
 * @param before the trials that have an outcome already; none when the study starts
 */
public record Plan(
    String study,
    List<Integer> rungEpochs,
    List<Integer> rungSizes,
    int slots,
    Metric metric,
    List<Trained> before) {

  /**
   * How far a trial has come.
   *
   * @param trial trial number, from 0
   * @param rung the last rung that has an outcome, from 0
   * @param last the last epoch trained; empty when it failed before its first
   * @param failure why it failed in that rung; empty when it did not
   */
  public record Trained(
      int trial, int rung, Optional<EpochMetrics> last, Optional<FailureReason> failure) {}

  /** Takes copies of at least one rung and as many sizes. */
  public Plan {
    rungEpochs = List.copyOf(rungEpochs);
    rungSizes = List.copyOf(rungSizes);
    before = List.copyOf(before);
    if (rungEpochs.isEmpty() || rungEpochs.size() != rungSizes.size() || slots < 1) {
      throw new IllegalArgumentException(
          "a plan needs at least one rung, a size for each and at least one slot, but the rungs end at "
              + rungEpochs
              + ", their sizes are "
              + rungSizes
              + " and there are "
              + slots
              + " slots");
    }
  }

  /** How many rungs there are. */
  int rungs() {
    return rungEpochs.size();
  }

  /** How many trials there are. */
  int trials() {
    return rungSizes.get(0);
  }

  /** The epoch that a rung's trials go on from: the last one of the rung before it. */
  int base(int rung) {
    return rung == 0 ? 0 : rungEpochs.get(rung - 1);
  }

  /** How many epochs a trial is trained for in a rung. */
  int epochsIn(int rung) {
    return rungEpochs.get(rung) - base(rung);
  }
}
