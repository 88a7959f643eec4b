package org.sparkhalving.report.page;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.search.EpochMetrics;

/**
 * A trial's epochs, from its first; null where a figure is not a number.
 *
 * @param rate the learning rate of each epoch's first step
 */
record Curve(
    int trial, List<Double> train, List<Double> loss, List<Double> accuracy, List<Double> rate) {

  /** The curve of {@code trial}. */
  static Curve of(TrialRecord trial) {
    return new Curve(
        trial.trial(),
        figures(trial, EpochMetrics::trainLoss),
        figures(trial, EpochMetrics::valLoss),
        figures(trial, EpochMetrics::valAccuracy),
        figures(trial, EpochMetrics::learningRate));
  }

  private static List<Double> figures(TrialRecord trial, ToDoubleFunction<EpochMetrics> figure) {
    return trial.epochs().stream()
        .map(epoch -> Numbers.sixDigits(figure.applyAsDouble(epoch.metrics())))
        .toList();
  }
}
