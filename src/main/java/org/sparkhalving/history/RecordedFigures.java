package org.sparkhalving.history;

import org.sparkhalving.search.EpochMetrics;

/**
 * Which figures a study's epochs have. Training records all; a table of curves that is replayed may
 * lack some, and where a trial diverged, those that it has may be NaN.
 */
public final class RecordedFigures {
  private boolean trainLoss;
  private boolean valAccuracy;

  RecordedFigures() {}

  /** Takes in an epoch: a figure that is a number in one is recorded in all. */
  void add(EpochMetrics epoch) {
    trainLoss |= epoch.recorded(EpochMetrics::trainLoss) != null;
    valAccuracy |= epoch.recorded(EpochMetrics::valAccuracy) != null;
  }

  /** The training loss of an epoch, NaN where it diverged; null where the study records none. */
  public Double trainLoss(EpochMetrics epoch) {
    return trainLoss ? (Double) epoch.trainLoss() : null;
  }

  /** As {@link #trainLoss}, the validation accuracy. */
  public Double valAccuracy(EpochMetrics epoch) {
    return valAccuracy ? (Double) epoch.valAccuracy() : null;
  }
}
