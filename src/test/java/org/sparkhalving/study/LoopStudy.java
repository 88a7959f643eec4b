package org.sparkhalving.study;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Effort;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.sampler.RandomSampler;
import org.sparkhalving.search.scheduler.Rungs;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.Retention;
import org.sparkhalving.storage.StudyFolder;

/**
 * A study of made-up trials in a local folder, without Spark: what becomes of a job depends on its
 * trial and rung alone.
 */
public final class LoopStudy {
  /** The made-up result of a trial at an epoch: percent, NaN for a trial that fails there. */
  public interface Curve {
    double at(int trial, int epoch);
  }

  public static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

  private static final Criterion CRITERION = Criterion.best(Metric.VAL_ACCURACY);

  private static final Effort EFFORT = new Effort("cpu", "host", 1, 2, NOON, NOON);

  public final StudyFolder folder;
  final CheckpointStore checkpoints;
  final int trials;
  private final SchedulerSettings scheduler;
  final int keep;
  private final Curve curve;
  private int attempts;

  /** How often finalists are trained again. */
  int repeats;

  /** What ends the next sessions early. */
  Settings.Stop stop = Settings.Stop.NEVER;

  public LoopStudy(Path parent, int trials, int maxEpochs, int factor, int keep, Curve curve) {
    folder = StudyFolder.of(parent.toUri().toString(), "study", new Configuration());
    checkpoints = new CheckpointStore(folder.uri(), new Configuration());
    this.trials = trials;
    scheduler =
        new SchedulerSettings(
            new SchedulerSettings.SuccessiveHalving(), 1, maxEpochs, factor, CRITERION);
    this.keep = keep;
    this.curve = curve;
  }

  StudyHistory history() {
    return new StudyHistory(
        scheduler.scheduler(trials),
        new RandomSampler(new SearchSpace(Map.of()), 0),
        CRITERION,
        trials,
        repeats);
  }

  private Rungs rungs() {
    return scheduler.scheduler(trials).rungs();
  }

  /** The state by the journal on disk. */
  public StudyHistory stored() {
    StudyHistory history = history();
    Journal.open(folder).replay(history);
    return history;
  }

  /** What deletes a session's checkpoints, at once. */
  Cleaner cleaner(StudyHistory history) {
    return new Cleaner(history, checkpoints, new Settings.Storage(keep, 1), Runnable::run);
  }

  /** A session of a driver: replays the journal, begins it and runs what is left. */
  public Session session(Backend backend) {
    return session(backend, 3);
  }

  /** As {@link #session(Backend)}. */
  public Session session(Backend backend, int maxAttempts) {
    return new Session(backend, maxAttempts);
  }

  /** One driver's session. */
  public final class Session {
    final StudyHistory history = history();
    final Journal journal = Journal.open(folder);
    final StudyLoop loop;
    private List<Job> open;

    Session(Backend backend, int maxAttempts) {
      open = journal.replay(history);
      history.apply(journal.begin("driver-" + attempts++, "host", 1, NOON));
      checkpoints.sweep(Retention.needed(history, keep));
      loop =
          new StudyLoop(
              history,
              journal,
              backend,
              cleaner(history),
              new SilentListener(),
              maxAttempts,
              new Doubts(3),
              new StopRules(stop, Metric.VAL_ACCURACY));
    }

    /** Takes in that a trial's native code ended the process before. */
    Session aborted(int trial) {
      Event event = new Event.Aborted(trial, "SIGSEGV (0xb)", NOON);
      journal.append(List.of(event));
      history.apply(event);
      return this;
    }

    /** Takes in that it is not known which trials' native code ended the process before. */
    Session suspected(int... trials) {
      for (int trial : trials) {
        Event event = new Event.Suspected(trial, "SIGSEGV (0xb)", NOON);
        journal.append(List.of(event));
        history.apply(event);
      }
      return this;
    }

    /** What a driver does first. */
    Session withoutCrashed() {
      open = loop.withoutCrashed(open);
      return this;
    }

    List<Job> open() {
      return open;
    }

    public Optional<String> run() {
      return run(Optional::empty);
    }

    Optional<String> run(Supplier<Optional<String>> stop) {
      return loop.run(open, stop);
    }
  }

  /**
   * What becomes of an order; publishes its checkpoint and, where another epoch counts, its model:
   * each file has the trial and the epoch.
   */
  Event.Outcome outcome(Backend.Order order) {
    int first = order.from() == null ? 1 : rungs().epochs().get(order.rung() - 1) + 1;
    List<EpochMetrics> epochs = new ArrayList<>();
    for (int epoch = first; epoch <= order.target(); epoch++) {
      epochs.add(epoch(epoch, curve.at(order.trial(), epoch)));
    }
    if (epochs.stream().anyMatch(epoch -> Double.isNaN(epoch.valLoss()))) {
      return failed(order.trial(), order.rung(), epochs);
    }
    String attempt = String.format(Locale.ROOT, "%08x-%d", 0, attempts++);
    int counted =
        CRITERION
            .counting(Stream.concat(order.record().stream(), epochs.stream()))
            .orElseThrow()
            .epoch();
    return new Event.Finished(
        order.trial(),
        order.rung(),
        epochs,
        checkpoints.publish(
            order.trial(), order.target(), attempt, weights(order.trial(), order.target())),
        counted < first || counted == order.target()
            ? CheckpointReference.NONE
            : checkpoints.publishModel(
                order.trial(), counted, attempt, weights(order.trial(), counted)),
        EFFORT);
  }

  private static byte[] weights(int trial, int epoch) {
    return new byte[] {(byte) trial, (byte) epoch};
  }

  static Event.Failed failed(int trial, int rung, List<EpochMetrics> epochs) {
    return new Event.Failed(trial, rung, FailureReason.DIVERGED, "NaN", epochs, EFFORT);
  }

  public static EpochMetrics epoch(int number, double accuracy) {
    return new EpochMetrics(number, 100 - accuracy, 100 - accuracy, accuracy, 0.1, 0.5);
  }

  /** Every job that {@code events} start, in order, as "trial/rung". */
  static List<String> starts(List<Event> events) {
    return events.stream()
        .filter(Event.Started.class::isInstance)
        .map(Event.Started.class::cast)
        .map(started -> started.trial() + "/" + started.rung())
        .toList();
  }

  /** What must not depend on the order of outcomes nor on crashes, as lines. */
  static List<String> results(StudyHistory history) {
    List<String> lines = new ArrayList<>();
    history.decisions().forEach(decision -> lines.add(decision.toString()));
    history
        .runs()
        .forEach(run -> lines.add(history.status(run.trial()).key() + " " + run.epochs()));
    history.ranking().forEach(trial -> lines.add("ranked " + trial.trial()));
    history.finalists().forEach(one -> lines.add(one.trial() + ": " + one.mean()));
    return lines;
  }
}
