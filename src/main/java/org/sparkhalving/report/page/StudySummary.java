package org.sparkhalving.report.page;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.report.Figures;
import org.sparkhalving.report.Rows;
import org.sparkhalving.search.Metric;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.text.Redaction;

/**
 * A study in a line.
 *
 * @param name its name
 * @param uri its folder
 * @param state {@code running}, or as in {@code show --json}
 * @param trials how many it has
 * @param failed how many of them failed
 * @param metric what trials are ranked by
 * @param best the best one's metric, where finalists are trained again that of its best run; null
 *     before there is one
 * @param testAccuracy in percent; null where it was not measured
 * @param epochs how many were trained
 * @param fullEpochs how many it would be to train every trial to the last rung
 * @param deviceSeconds of the attempts that gave an outcome
 * @param wallSeconds how long drivers worked on it
 * @param createdAt when it was started
 */
public record StudySummary(
    String name,
    String uri,
    String state,
    int trials,
    int failed,
    Metric metric,
    Double best,
    Double testAccuracy,
    long epochs,
    long fullEpochs,
    double deviceSeconds,
    double wallSeconds,
    Instant createdAt) {
  /** The order of a list. */
  public static final Comparator<StudySummary> NEWEST_FIRST =
      Comparator.comparing(StudySummary::createdAt).reversed().thenComparing(StudySummary::name);

  /** The names of {@link #rows}'s columns, which programs read. */
  private static final List<String> COLUMNS =
      Arrays.asList(
          "study",
          "uri",
          "state",
          "trials",
          "failed",
          "metric",
          "best",
          "test_accuracy",
          "epochs",
          "full_epochs",
          "device_seconds",
          "wall_seconds",
          "created_at");

  /**
   * A study as its settings and events have it.
   *
   * @param uri its folder; secrets are taken out of it
   * @param file what it was started with
   * @param history its state
   * @param events those that the state follows from
   * @param running whether a driver is at work on it
   * @param until until when its driver has worked, see {@link WorkTime#until}
   */
  public static StudySummary of(
      String name,
      String uri,
      StudyFile file,
      StudyHistory history,
      List<Event> events,
      boolean running,
      Optional<Instant> until) {
    List<TrialRecord> trials = history.trials();
    List<Integer> rungs = history.rungEpochs();
    return new StudySummary(
        name,
        Redaction.text(uri),
        running ? "running" : history.state().key(),
        trials.size(),
        (int) trials.stream().filter(trial -> trial.failure().isPresent()).count(),
        history.metric(),
        history
            .chosen()
            .flatMap(TrialRecord::counted)
            .map(epoch -> history.metric().of(epoch))
            .orElse(null),
        history.tested().map(Event.Tested::testAccuracy).orElse(null),
        history.epochsDone(),
        (long) trials.size() * rungs.get(rungs.size() - 1),
        history.runs().stream().mapToDouble(TrialRecord::deviceSeconds).sum(),
        new WorkTime(events).total(until),
        file.createdAt());
  }

  /** All of it, a row a study, for programs. */
  public static Rows rows(List<StudySummary> studies) {
    List<List<Object>> rows = new ArrayList<>();
    for (StudySummary study : studies) {
      rows.add(
          Arrays.asList(
              study.name,
              study.uri,
              study.state,
              study.trials,
              study.failed,
              study.metric.key(),
              study.best,
              study.testAccuracy,
              study.epochs,
              study.fullEpochs,
              study.deviceSeconds,
              study.wallSeconds,
              study.createdAt));
    }
    return new Rows(COLUMNS, rows);
  }

  /** The best metric with its unit; null before there is one. */
  public String bestInWords() {
    return best == null ? null : inWords(metric, best);
  }

  /** A metric with its unit: {@code 89.67 %}, or {@code loss 0.3312}. */
  public static String inWords(Metric metric, double value) {
    return (metric == Metric.VAL_LOSS ? "loss " : "") + Figures.metric(metric, value);
  }

  /** The epochs trained, and their share of full training: {@code 40 (31 %)}. */
  public String epochsInWords() {
    return String.format(
        Locale.ROOT, "%d (%.0f %%)", epochs, 100.0 * epochs / Math.max(1, fullEpochs));
  }

  /** The time that drivers were at work, as hours, minutes and seconds. */
  public String wallTime() {
    return time(wallSeconds);
  }

  /** Device time as hours, minutes and seconds. */
  public String deviceTime() {
    return time(deviceSeconds);
  }

  /** Hours, minutes and seconds: {@code 0:01:10}. */
  public static String time(double seconds) {
    return Figures.duration(Duration.ofMillis(Math.round(1000 * seconds)));
  }
}
