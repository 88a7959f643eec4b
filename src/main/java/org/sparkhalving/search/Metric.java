package org.sparkhalving.search;

/** A figure of an epoch that trials are ranked by. */
public enum Metric {
  /** Validation accuracy in percent; higher is better. */
  VAL_ACCURACY("val_accuracy", false),
  /** Mean validation cross-entropy per sample; lower is better. */
  VAL_LOSS("val_loss", true);

  private final String key;
  private final boolean lowerIsBetter;

  Metric(String key, boolean lowerIsBetter) {
    this.key = key;
    this.lowerIsBetter = lowerIsBetter;
  }

  /** The metric's name in settings and tables. */
  public String key() {
    return key;
  }

  /** Whether the least value is the best. */
  public boolean lowerIsBetter() {
    return lowerIsBetter;
  }

  /** This metric's value in {@code epoch}. */
  public double of(EpochMetrics epoch) {
    return this == VAL_ACCURACY ? epoch.valAccuracy() : epoch.valLoss();
  }

  /** A value as a reward: itself, or its negative where lower is better. */
  public double reward(double value) {
    return lowerIsBetter ? -value : value;
  }

  /**
   * Whether {@code left} is strictly better than {@code right}; a NaN is worse than every number.
   */
  public boolean isBetter(double left, double right) {
    if (Double.isNaN(left) || Double.isNaN(right)) {
      return !Double.isNaN(left);
    }
    return lowerIsBetter ? left < right : left > right;
  }
}
