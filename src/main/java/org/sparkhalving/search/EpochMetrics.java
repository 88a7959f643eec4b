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
 * @param learningRate the learning rate of the epoch's first step; NaN in a recorded curve
 * @param seconds wall time of training and evaluation; NaN where a recorded curve has none
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
   * One of this epoch's figures; null where a recorded curve has no number for it: its table may
   * lack the column. The validation loss, which every curve has, is not to be asked for here.
   */
  public Double recorded(ToDoubleFunction<EpochMetrics> figure) {
    double value = figure.applyAsDouble(this);
    boolean replayed = Double.isNaN(learningRate);
    return Double.isNaN(value) && replayed ? null : (Double) value;
  }
}
