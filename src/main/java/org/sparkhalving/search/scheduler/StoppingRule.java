package org.sparkhalving.search.scheduler;

import org.sparkhalving.search.Metric;

/**
 * Whether a trial that arrives at a rung is promoted, given those that arrived there before it:
 * what systems that stop trials in place make of ASHA.
 */
public enum StoppingRule {
  /**
   * Successive halving's: the first max(1, ⌊n / η⌋) of the n that arrived, the newcomer and failed
   * trials counted, in order of the metric, then the lower trial number.
   */
  HALVING("halving") {
    @Override
    ArrivalRung rung(Metric metric, int reductionFactor) {
      return new HalvingArrivals(metric, reductionFactor);
    }
  },
  /** Ray Tune's ASHAScheduler, but a NaN is worst. */
  RAY("ray") {
    @Override
    ArrivalRung rung(Metric metric, int reductionFactor) {
      return new RayArrivals(metric, reductionFactor);
    }
  },
  /** Optuna's SuccessiveHalvingPruner. */
  OPTUNA("optuna") {
    @Override
    ArrivalRung rung(Metric metric, int reductionFactor) {
      return new OptunaArrivals(metric, reductionFactor);
    }
  };

  private final String key;

  StoppingRule(String key) {
    this.key = key;
  }

  /** The rule's name in settings. */
  public String key() {
    return key;
  }

  /** A rung of this rule that no trial has come to. */
  abstract ArrivalRung rung(Metric metric, int reductionFactor);
}
