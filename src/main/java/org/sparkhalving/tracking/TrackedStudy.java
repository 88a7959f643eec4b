package org.sparkhalving.tracking;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.search.scheduler.Decision;
import org.sparkhalving.storage.StudyFile;

/**
 * What MLflow is to hold of a study: a fold over its journal, of its own, so that it can be read
 * beside the study's loop. The study is a run, and each trial or repeat of one that has begun one
 * within it.
 */
public final class TrackedStudy {
  /** Begins the names of tags that are this program's. */
  static final String PREFIX = "sparkhalving.";

  /** The tag by which a study's runs are found again. */
  static final String STUDY = PREFIX + "study";

  /** The tag with a trial's number. */
  static final String TRIAL = PREFIX + "trial";

  /** The seconds of an epoch where a replayed curve has none. */
  private static final double UNTIMED = 1;

  private final String name;
  private final String uri;
  private final StudyFile file;
  private final StudyHistory history;
  private final Map<String, String> settings;
  private final Map<Integer, Map<String, String>> hyperparameters = new HashMap<>();
  private final Map<Integer, Made> made = new HashMap<>();
  private final List<RunMetric> results = new ArrayList<>();
  private long step;

  /** A trial's run, and what it was made from: a study of many trials changes in few at a time. */
  private record Made(List<Object> from, TrackedRun run) {}

  /**
   * A study before its first event.
   *
   * @param uri its folder's
   * @param history of no event yet, for this alone
   */
  public TrackedStudy(String name, String uri, StudyFile file, StudyHistory history) {
    this.name = name;
    this.uri = uri;
    this.file = file;
    this.history = history;
    this.settings = Parameters.of(file.settings());
    history.start();
  }

  /** What tells the study from all others, wherever its folder lies by now. */
  String id() {
    return name + "@" + file.createdAt();
  }

  /** Takes in the next event of the journal. */
  public void apply(Event event) {
    Optional<EpochMetrics> before = best();
    long trained = history.epochsDone();
    history.apply(event);
    step += Math.max(0, history.epochsDone() - trained);
    Optional<EpochMetrics> now = best();
    if (now.isPresent() && !now.equals(before)) {
      if (now.get().recorded(EpochMetrics::valAccuracy) != null) {
        add("best_val_accuracy", now.get().valAccuracy(), event.at());
      }
      add("best_val_loss", now.get().valLoss(), event.at());
    }
    if (event instanceof Event.Tested tested) {
      add("test_accuracy", tested.testAccuracy(), event.at());
      add("test_loss", tested.testLoss(), event.at());
    }
  }

  private Optional<EpochMetrics> best() {
    return history.chosen().flatMap(TrialRecord::counted);
  }

  /**
   * The first of several at one step stays, as the server has it by then. Steps never fall: epochs
   * that a failed trial trains again count again.
   */
  private void add(String key, double value, Instant at) {
    if (results.stream().noneMatch(one -> one.key().equals(key) && one.step() >= step)) {
      results.add(new RunMetric(key, value, at, step));
    }
  }

  /**
   * The study's run, and then those of its trials that have begun, by number.
   *
   * @param running whether a driver is at work on it
   */
  List<TrackedRun> runs(boolean running) {
    Map<Integer, List<Decision>> decisions =
        history.decisions().stream().collect(Collectors.groupingBy(Decision::trial));
    return Stream.concat(
            Stream.of(study(running)),
            history.runs().stream()
                .filter(trial -> trial.startedAt().isPresent())
                .map(
                    trial ->
                        made(trial, decisions.getOrDefault(trial.trial(), List.of()), running)))
        .toList();
  }

  private TrackedRun study(boolean running) {
    RunStatus status = RunStatus.ofStudy(history, running);
    Map<String, String> tags = tags();
    tags.put(PREFIX + "state", status == RunStatus.RUNNING ? "running" : history.state().key());
    tags.put(PREFIX + "folder", uri);
    history
        .chosen()
        .ifPresent(best -> tags.put(PREFIX + "best_trial", Integer.toString(best.trial())));
    history.stopped().ifPresent(stop -> tags.put(PREFIX + "stop_reason", stop.reason()));
    tags.put(PREFIX + "cpu", file.cpuModel());
    file.versions().forEach((part, version) -> tags.put(PREFIX + "version." + part, version));
    file.dataSha256().forEach((data, hash) -> tags.put(PREFIX + "sha256." + data, hash));
    return new TrackedRun(
        OptionalInt.empty(),
        name,
        status,
        file.createdAt(),
        status.isOver() ? history.lastEventAt() : Optional.empty(),
        settings,
        tags,
        results);
  }

  /** The same one again unless something of it has changed. */
  private TrackedRun made(TrialRecord trial, List<Decision> decisions, boolean running) {
    List<Object> from =
        List.of(
            history.status(trial.trial()),
            trial.startedAt(),
            trial.endedAt(),
            trial.epochs().size(),
            decisions,
            running);
    Made before = made.get(trial.trial());
    if (before == null || !before.from().equals(from)) {
      before = new Made(from, trial(trial, decisions, running));
      made.put(trial.trial(), before);
    }
    return before.run();
  }

  private TrackedRun trial(TrialRecord trial, List<Decision> decisions, boolean running) {
    int number = trial.trial();
    RunStatus status = RunStatus.ofTrial(history.status(number), running);
    Map<String, String> tags = tags();
    tags.put(TRIAL, Integer.toString(number));
    tags.put(PREFIX + "status", history.status(number).key());
    tags.put(PREFIX + "seed", Long.toString(Seeds.ofTrial(file.seed(), number)));
    history
        .repeatOf(number)
        .ifPresent(original -> tags.put(PREFIX + "repeat_of", Integer.toString(original)));
    trial.device().ifPresent(device -> tags.put(PREFIX + "device", device));
    trial.host().ifPresent(host -> tags.put(PREFIX + "host", host));
    trial
        .failure()
        .ifPresent(
            reason ->
                tags.put(
                    PREFIX + "failure", "%s: %s".formatted(reason.key(), trial.failureMessage())));
    decisions.forEach(one -> tags.put(PREFIX + "rung." + one.rung(), decision(one)));
    return new TrackedRun(
        OptionalInt.of(number),
        "%s trial %s".formatted(name, number),
        status,
        trial.startedAt().orElseThrow(),
        status.isOver() ? trial.endedAt().or(this::stoppedAt) : Optional.empty(),
        hyperparameters(number),
        tags,
        metrics(trial));
  }

  /** When a trial was cancelled that has had no outcome. */
  private Optional<Instant> stoppedAt() {
    return history.stopped().map(Event.Stopped::at);
  }

  private Map<String, String> tags() {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put(STUDY, id());
    tags.put("mlflow.source.name", "spark-halving");
    tags.put("mlflow.source.type", "JOB");
    return tags;
  }

  /** Such as {@code promoted, rank 1 of 8, top}. */
  private static String decision(Decision decision) {
    return "%s, rank %s of %s, %s"
        .formatted(
            decision.promoted() ? "promoted" : "not promoted",
            decision.rank(),
            decision.peers(),
            decision.reason().name().toLowerCase(Locale.ROOT));
  }

  /** Made once a trial: a sampler that learns draws them anew each time it is asked. */
  private Map<String, String> hyperparameters(int trial) {
    return hyperparameters.computeIfAbsent(
        trial, number -> Parameters.of(history.configuration(number).orElseThrow()));
  }

  /**
   * The epochs' figures, by the names of the table's columns; as if it had trained without pauses.
   */
  private static List<RunMetric> metrics(TrialRecord trial) {
    List<RunMetric> metrics = new ArrayList<>();
    Instant at = trial.startedAt().orElseThrow();
    for (TrialRecord.Epoch one : trial.epochs()) {
      EpochMetrics epoch = one.metrics();
      Double seconds = epoch.recorded(EpochMetrics::seconds);
      at = at.plus(Duration.ofMillis(Math.round(1000 * (seconds == null ? UNTIMED : seconds))));
      add(metrics, "train_loss", epoch, EpochMetrics::trainLoss, at);
      metrics.add(new RunMetric("val_loss", epoch.valLoss(), at, epoch.epoch()));
      add(metrics, "val_accuracy", epoch, EpochMetrics::valAccuracy, at);
      add(metrics, "learning_rate", epoch, EpochMetrics::learningRate, at);
      add(metrics, "seconds", epoch, EpochMetrics::seconds, at);
    }
    return metrics;
  }

  /**
   * Adds a figure, unless a replayed curve has no number for it: whether that is because its table
   * lacks the column shows later, if at all, and what was sent stays.
   */
  private static void add(
      List<RunMetric> metrics,
      String name,
      EpochMetrics epoch,
      ToDoubleFunction<EpochMetrics> figure,
      Instant at) {
    Double value = epoch.recorded(figure);
    if (value != null) {
      metrics.add(new RunMetric(name, value, at, epoch.epoch()));
    }
  }
}
