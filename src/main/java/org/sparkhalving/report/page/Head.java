package org.sparkhalving.report.page;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Standing;

/**
 * A report's first figures.
 *
 * @param state the study's state, for programs
 * @param reason why the search stopped early or was interrupted; null when neither
 * @param trial the best trial; null before there is one
 * @param run the repeat of it that is its best run; null where that is the trial itself
 * @param best the epoch that counts of its best run; null before there is one
 * @param testAccuracy in percent; null when it was not measured
 * @param epochs how many were trained
 * @param fullEpochs how many it would be to train every trial to the last rung
 * @param deviceSeconds of the attempts that gave an outcome
 * @param wallSeconds how long drivers worked on the study
 * @param failures how many trials failed, by reason
 */
record Head(
    String state,
    boolean running,
    boolean simulated,
    String reason,
    Integer trial,
    Integer run,
    BestEpoch best,
    Double testAccuracy,
    Double testLoss,
    long epochs,
    long fullEpochs,
    Double deviceSeconds,
    Double wallSeconds,
    int trials,
    Map<String, Integer> failures) {

  /** The figures of an epoch. */
  record BestEpoch(int epoch, int epochs, Double valAccuracy, Double valLoss, Double trainLoss) {}

  static Head of(Subject subject, double wallSeconds) {
    StudyHistory history = subject.history();
    List<TrialRecord> trials = history.trials();
    List<Integer> rungs = history.rungEpochs();
    Map<String, Integer> failures = new TreeMap<>();
    trials.forEach(
        trial -> trial.failure().ifPresent(why -> failures.merge(why.key(), 1, Integer::sum)));
    return new Head(
        history.state().key(),
        subject.running(),
        subject.simulated(),
        history
            .stopped()
            .map(Event.Stopped::reason)
            .or(() -> history.interruption().map(Event.Interrupted::reason))
            .orElse(null),
        history.best().map(Standing::trial).orElse(null),
        history
            .chosen()
            .map(TrialRecord::trial)
            .filter(run -> history.repeatOf(run).isPresent())
            .orElse(null),
        history.chosen().map(Head::best).orElse(null),
        history.tested().map(Event.Tested::testAccuracy).orElse(null),
        history.tested().map(Event.Tested::testLoss).map(Numbers::eightDigits).orElse(null),
        history.epochsDone(),
        (long) trials.size() * rungs.get(rungs.size() - 1),
        Numbers.millis(history.runs().stream().mapToDouble(TrialRecord::deviceSeconds).sum()),
        Numbers.millis(wallSeconds),
        trials.size(),
        failures);
  }

  private static BestEpoch best(TrialRecord trial) {
    EpochMetrics counted = trial.counted().orElseThrow();
    return new BestEpoch(
        counted.epoch(),
        trial.epochs().size(),
        Numbers.eightDigits(counted.valAccuracy()),
        Numbers.eightDigits(counted.valLoss()),
        Numbers.eightDigits(counted.trainLoss()));
  }
}
