package org.sparkhalving.report.page;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;

/**
 * A trial as the plots and the table have it.
 *
 * @param status as the tables have it
 * @param rank its place among those that reached a rung, from 1; null when it has none
 * @param rung the last rung that it reached; null before the first
 * @param epochs how many were trained
 * @param metric what it is ranked by; null before the first epoch
 * @param best the epoch of the best metric; metric, losses and accuracy are its, but those of the
 *     last epoch where that counts
 * @param failure why it failed; null when it did not
 * @param decisions what was decided on it, by rung, of rungs that are not final yet, too
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

  /** The row of a trial. */
  static TrialRow of(StudyHistory history, TrialRecord record, Integer rank, List<Axis> axes) {
    Optional<EpochMetrics> counted = record.counted();
    Map<String, Object> configuration =
        history.configuration(record.trial()).map(found -> found.values()).orElse(Map.of());
    return new TrialRow(
        record.trial(),
        history.status(record.trial()).key(),
        rank,
        record.reachedRung().orElse(null),
        record.epochs().size(),
        counted.map(epoch -> Numbers.eightDigits(history.metric().of(epoch))).orElse(null),
        record.best().map(EpochMetrics::epoch).orElse(null),
        counted.map(epoch -> Numbers.eightDigits(epoch.valAccuracy())).orElse(null),
        counted.map(epoch -> Numbers.eightDigits(epoch.valLoss())).orElse(null),
        counted.map(epoch -> Numbers.eightDigits(epoch.trainLoss())).orElse(null),
        Numbers.millis(record.deviceSeconds()),
        record.device().orElse(null),
        record.host().orElse(null),
        record.failure().map(FailureReason::key).orElse(null),
        record.failure().isPresent() ? record.failureMessage() : null,
        Climb.of(history, record).map(TrialRow::decisions).orElse(List.of()),
        axes.stream().map(axis -> axis.place(configuration.get(axis.name()))).toList());
  }

  private static List<Fate> decisions(Climb climb) {
    return climb.rungs().stream()
        .filter(rung -> climb.at(rung) != Climb.Fate.UNDECIDED)
        .map(rung -> new Fate(rung, climb.at(rung) == Climb.Fate.PROMOTED))
        .toList();
  }
}
