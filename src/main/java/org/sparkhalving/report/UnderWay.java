package org.sparkhalving.report;

import java.util.Map;
import java.util.Optional;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;

/**
 * A job that has no outcome yet.
 *
 * @param job the job
 * @param before how many epochs its trial had trained when it began
 * @param last the last epoch that it is to train
 * @param hyperparameters value by name, in the order of the search space
 * @param latest the highest epoch that its trial has trained; empty before its first
 */
record UnderWay(
    Job job,
    int before,
    int last,
    Map<String, Object> hyperparameters,
    Optional<EpochMetrics> latest) {

  /** The same after another epoch. */
  UnderWay with(EpochMetrics epoch) {
    return new UnderWay(job, before, last, hyperparameters, Optional.of(epoch));
  }

  /** How many epochs its trial has trained by now. */
  int epoch() {
    return latest.map(epoch -> Math.min(epoch.epoch(), last)).orElse(before);
  }

  /** How many of them it has trained itself. */
  int trained() {
    return epoch() - before;
  }
}
