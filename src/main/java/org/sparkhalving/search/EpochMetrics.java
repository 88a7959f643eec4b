package org.sparkhalving.search;

import java.io.Serializable;
import java.util.function.ToDoubleFunction;

/**
 * The result of one epoch of training. Losses are mean cross-entropies per sample, in nats.
 *
 * @param epoch the epoch's number, from 1
 * @param trainLoss sample-weighted mean of the batch losses in training mode
 * @param valLoss mean over the whole validation set
 * @param valAccuracy accuracy over the whole validation set, percent: 0 to 100
 * @param learningRate the learning rate of the epoch's first step
 * @param seconds wall time of training and evaluation
 */
public record EpochMetrics(
    int epoch,
    double trainLoss,
    double valLoss,
    double valAccuracy,
    double learningRate,
    double seconds)
    implements Serializable {
  /**
   * One of this epoch's figures; null where a recorded curve has none: it is no number, although
   * the validation loss is, which every curve has.
   */
  public Double recorded(ToDoubleFunction<EpochMetrics> figure) {
    double value = figure.applyAsDouble(this);
    return Double.isNaN(value) && Double.isFinite(valLoss) ? null : (Double) value;
  }
}
