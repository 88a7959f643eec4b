package org.sparkhalving.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.report.BestConfiguration;
import org.sparkhalving.report.FinalistTable;
import org.sparkhalving.report.Leaderboard;
import org.sparkhalving.report.StudyImportance;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.lock.DriverLock;

/**
 * A study's results, for people and for programs.
 *
 * @param folder where it is
 * @param settings its settings
 * @param history its state
 */
record StudyReport(StudyFolder folder, Settings settings, StudyHistory history) {
  private static final int LEADERS = 10;

  /**
   * Leaderboard, finalists that were trained again and best configuration as text; the first and
   * the last in lines of at most {@code width} characters.
   */
  String text(int width) {
    return text(LEADERS, width);
  }

  /** The same with all trials. */
  String textOfAll(int width) {
    return text(history.trials().size(), width);
  }

  private String text(int count, int width) {
    String finalists = finalists().text();
    return leaderboard().text(count, width)
        + (finalists.isEmpty() ? "" : "\n" + finalists)
        + best().map(best -> "\n" + best.text(bestTitle())).orElse("");
  }

  private FinalistTable finalists() {
    return new FinalistTable(history.finalists(), history.metric());
  }

  /** The run that the study chooses may be another than the trial that is the best. */
  private String bestTitle() {
    return "Best configuration"
        + history
            .chosen()
            .flatMap(run -> history.repeatOf(run.trial()))
            .map(", that of trial %s, in its best run"::formatted)
            .orElse("");
  }

  /** Where to find more: the tables and the report page. */
  String places() {
    return """

        Tables  %s/{trials,epochs,decisions}
        Report  %s
        """
        .formatted(folder.uri(), folder.uriOf("report.html"));
  }

  /** The same as one JSON object, with all trials. */
  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("study", folder.uri());
    json.put("state", history.state().key());
    json.put("stop_reason", history.stopped().map(Event.Stopped::reason).orElse(null));
    json.put("trials", history.trials().size());
    json.put("jobs_done", history.jobsDone());
    json.put("epochs_done", history.epochsDone());
    json.set("best", best().map(BestConfiguration::json).orElse(null));
    json.set("leaderboard", leaderboard().json(history.trials().size()));
    if (!history.finalists().isEmpty()) {
      json.set("finalists", finalists().json());
    }
    return json;
  }

  /** How important its hyperparameters are. */
  StudyImportance importance() {
    return StudyImportance.of(settings.search().space(), history);
  }

  /** {@link #json} with how important its hyperparameters are. */
  ObjectNode jsonWithImportance() {
    return json().set("importance", importance().json());
  }

  /**
   * How far the study is, in a sentence.
   *
   * @param running its driver's sign of life, if it has one
   */
  String progress(Optional<DriverLock.Sign> running) {
    Snapshot now = history.snapshot();
    return "%s, %s%s trial trainings and %s%s epochs done%s"
        .formatted(
            stateInWords(running),
            now.jobsDone(),
            of(now.outlook().jobs()),
            now.epochsDone(),
            of(now.epochsDone() + now.epochsLeft()),
            now.failed() == 0
                ? ""
                : ", %s of %s trials failed".formatted(now.failed(), history.trials().size()));
  }

  /** All there is to be done, as far as is known. */
  private String of(long all) {
    boolean isKnown = history.isDecided() || history.outlook().isExact();
    return (isKnown ? " of " : " of at most ") + all;
  }

  private String stateInWords(Optional<DriverLock.Sign> running) {
    return switch (history.state()) {
      case UNFINISHED ->
          running
              .map(sign -> "running (by the lock of driver %s)".formatted(sign.driver()))
              .orElse("unfinished (its driver is gone; resume with `search --resume`)");
      case STOPPED -> "stopped (%s)".formatted(history.stopped().orElseThrow().reason());
      case FINISHED, INTERRUPTED -> history.state().key();
    };
  }

  /** Which stop rule ended the search, and how to resume; empty when none did. */
  Optional<String> stopped() {
    return history
        .stopped()
        .map(
            stop ->
                "Stopped: %s. %sTo resume, change or remove stop.%s and add --resume (%s)."
                    .formatted(stop.reason(), unreached(), stop.rule(), folder.uri()));
  }

  private String unreached() {
    return history.chosen().isPresent() ? "" : "No trial has reached a rung by then. ";
  }

  private Leaderboard leaderboard() {
    Stream<TrialRecord> rest = history.trials().stream().filter(trial -> !trial.isRanked());
    return new Leaderboard(
        Stream.concat(history.ranking().stream(), rest).map(this::entry).toList());
  }

  private Leaderboard.Entry entry(TrialRecord trial) {
    return new Leaderboard.Entry(
        trial.trial(),
        history.status(trial.trial()),
        trial.reachedRung().map(OptionalInt::of).orElse(OptionalInt.empty()),
        trial.lastEpoch().map(EpochMetrics::epoch).orElse(0),
        trial.lastEpoch(),
        trial.best(),
        trial.counted(),
        trial.isRanked(),
        trial.failure().map(FailureReason::key),
        configuration(trial).values());
  }

  /** What a trial tries; nothing for one whose values are not known yet. */
  private Configuration configuration(TrialRecord trial) {
    return history.configuration(trial.trial()).orElseGet(() -> new Configuration(Map.of()));
  }

  private Optional<BestConfiguration> best() {
    return history.chosen().map(this::best);
  }

  private BestConfiguration best(TrialRecord trial) {
    return new BestConfiguration(
        trial.trial(),
        configuration(trial).values(),
        trial.epochs().size(),
        history.metric(),
        trial.counted().orElseThrow(),
        history.tested().stream().mapToDouble(Event.Tested::testAccuracy).findFirst(),
        trial.model().map(this::model));
  }

  private String model(CheckpointReference file) {
    return folder.uriOf(history.ended().isPresent() ? "best/model.safetensors" : file.path());
  }

  /**
   * The exit code of a search that ended like this: a study all of whose trials failed has failed.
   */
  int exitCode() {
    boolean allFailed = history.trials().stream().allMatch(t -> t.failure().isPresent());
    return allFailed ? ExitCode.FAILED : ExitCode.DONE;
  }

  /** The failures of a study that has no trial to choose, a line each. */
  List<String> failures() {
    return history.trials().stream()
        .filter(trial -> trial.failure().isPresent())
        .map(
            trial ->
                "trial %s: %s, %s"
                    .formatted(trial.trial(), trial.failure().get().key(), trial.failureMessage()))
        .toList();
  }
}
