package org.sparkhalving.report.page;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.scheduler.Decision;

/**
 * A trial as the plots and the table have it.
 *
 * @param status as the tables have it
 * @param rank its place among those that reached a rung, from 1; null when it has none
 * @param rung the last rung that has an outcome; null before the first
 * @param epochs how many were trained
 * @param metric what it is ranked by; null before the first epoch
 * @param best the epoch that counts
 * @param failure why it failed; null when it did not
 * @param decisions what was decided on it, by rung
 * @param values of its hyperparameters, in the order of the axes; null where it has none
 */
record TrialRow(
    int trial,
    String status,
    Integer rank,
    Integer rung,
    int epochs,
    Double metric,
    Integer best,
    Double valAccuracy,
    Double valLoss,
    Double trainLoss,
    Double deviceSeconds,
    String device,
    String host,
    String failure,
    String message,
    List<Fate> decisions,
    List<Object> values) {

  /** What a decision on a trial was. */
  record Fate(int rung, boolean promoted) {}

  /** The row of a trial, given the decisions on it. */
  static TrialRow of(
      StudyHistory history,
      TrialRecord record,
      Integer rank,
      List<Decision> decisions,
      List<Axis> axes) {
    Optional<EpochMetrics> counted = record.counted();
    Map<String, Object> configuration =
        history.configuration(record.trial()).map(found -> found.values()).orElse(Map.of());
    return new TrialRow(
        record.trial(),
        history.status(record.trial()).key(),
        rank,
        record.rung().orElse(null),
        record.epochs().size(),
        counted.map(epoch -> Numbers.short6(history.metric().of(epoch))).orElse(null),
        counted.map(EpochMetrics::epoch).orElse(null),
        counted.map(epoch -> Numbers.short6(epoch.valAccuracy())).orElse(null),
        counted.map(epoch -> Numbers.short6(epoch.valLoss())).orElse(null),
        counted.map(epoch -> Numbers.short6(epoch.trainLoss())).orElse(null),
        Numbers.millis(record.deviceSeconds()),
        record.device().orElse(null),
        record.host().orElse(null),
        record.failure().map(FailureReason::key).orElse(null),
        record.failure().isPresent() ? record.failureMessage() : null,
        decisions.stream().map(made -> new Fate(made.rung(), made.promoted())).toList(),
        axes.stream().map(axis -> axis.place(configuration.get(axis.name()))).toList());
  }
}
