package org.sparkhalving.search.scheduler;

import org.sparkhalving.search.Metric;

/**
 * Which trials are trained further: the settings of a scheduler.
 *
 * @param type how trials are chosen
 * @param minEpochs r, the epochs of the first rung; at least 1
 * @param maxEpochs R, the epochs of the last rung; at least {@code minEpochs}
 * @param reductionFactor η, at least 2
 * @param metric what trials are ranked by
 */
public record SchedulerSettings(
    SchedulerSettings.Type type, int minEpochs, int maxEpochs, int reductionFactor, Metric metric) {

  /** How trials are chosen. */
  public sealed interface Type {}

  /** Successive halving, decided as early as it is certain. */
  public record SuccessiveHalving() implements Type {}

  /** ASHA that promotes from checkpoints, independent of the order of arrival. */
  public record Promotion() implements Type {}

  /** ASHA that stops trials in place, in order of arrival. */
  public record Stopping(StoppingRule rule) implements Type {}

  /** Hyperband's brackets. */
  public record Brackets() implements Type {}

  /** Every trial trains to {@code maxEpochs}, in one rung. */
  public record None() implements Type {}

  /**
   * A scheduler of these settings before any outcome.
   *
   * @param trials how many there are, at least 1
   */
  public Scheduler scheduler(int trials) {
    if (type instanceof None) {
      Rungs one = Rungs.of(maxEpochs, maxEpochs, reductionFactor);
      return new Halving(HalvingPlan.of(trials, one, reductionFactor), metric);
    }
    Rungs rungs = Rungs.of(minEpochs, maxEpochs, reductionFactor);
    if (type instanceof Stopping stopping) {
      return new AshaStopping(trials, rungs, reductionFactor, metric, stopping.rule());
    }
    if (type instanceof Brackets) {
      return new Hyperband(trials, rungs, reductionFactor, metric);
    }
    HalvingPlan plan = HalvingPlan.of(trials, rungs, reductionFactor);
    return type instanceof Promotion
        ? new AshaPromotion(plan, reductionFactor, metric)
        : new Halving(plan, metric);
  }
}
