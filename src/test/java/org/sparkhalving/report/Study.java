package org.sparkhalving.report;

import static java.time.Instant.EPOCH;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Effort;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Finalist;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.sampler.RandomSampler;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

/** A study whose jobs end as a test says, and a display of it. */
final class Study {
  private static final SearchSpace SPACE =
      new SearchSpace(Map.of("base_lr", new Distribution.Fixed(0.001)));

  private final StudyHistory history;
  private final Set<Job> started = new HashSet<>();

  private Study(SchedulerSettings scheduler, int trials, int repeats) {
    history =
        new StudyHistory(
            scheduler.scheduler(trials),
            new RandomSampler(SPACE, 0),
            scheduler.criterion(),
            trials,
            repeats);
    history.start();
  }

  /** Halves its trials from rung to rung. */
  static Study halving(int trials, int minEpochs, int maxEpochs, Metric metric) {
    return halving(trials, minEpochs, maxEpochs, metric, 0);
  }

  /** The same, and trains its finalists again. */
  static Study halving(int trials, int minEpochs, int maxEpochs, Metric metric, int repeats) {
    return new Study(
        new SchedulerSettings(
            new SchedulerSettings.SuccessiveHalving(),
            minEpochs,
            maxEpochs,
            2,
            Criterion.best(metric)),
        trials,
        repeats);
  }

  /** As {@link #halving}, by asha's promotions. */
  static Study asha(int trials, int minEpochs, int maxEpochs, Metric metric) {
    return new Study(
        new SchedulerSettings(
            new SchedulerSettings.Promotion(), minEpochs, maxEpochs, 2, Criterion.best(metric)),
        trials,
        0);
  }

  /** What to show, from here on. */
  Plan plan(String name, int slots) {
    return new Plan(name, history.snapshot(), slots, history.metric());
  }

  /** Its finalists, if they were trained again. */
  List<Finalist> finalists() {
    return history.finalists();
  }

  /** How far it is. */
  Snapshot snapshot() {
    return history.snapshot();
  }

  /** A trial's job is under way, and it is shown. */
  void starts(Progress progress, int trial, int rung) {
    started.add(new Job(trial, rung));
    progress.jobStarted(new Job(trial, rung), last(trial), configuration(trial));
  }

  /** The last epoch that a trial has trained. */
  Optional<EpochMetrics> last(int trial) {
    return history.trial(trial).epochs().stream()
        .map(TrialRecord.Epoch::metrics)
        .reduce((before, after) -> after);
  }

  /** What a trial tries. */
  Configuration configuration(int trial) {
    return history.configuration(trial).orElseThrow();
  }

  /** A trial reaches a rung, and it is shown. */
  void reaches(Progress progress, int trial, int rung, EpochMetrics last) {
    if (!started.contains(new Job(trial, rung))) {
      starts(progress, trial, rung);
    }
    progress.jobEnded(reach(trial, rung, last), snapshot());
  }

  /** A trial fails without an epoch, and it is shown. */
  void fails(Progress progress, int trial, int rung, FailureReason reason, String message) {
    starts(progress, trial, rung);
    progress.jobEnded(fail(trial, rung, reason, message), snapshot());
  }

  /** How many epochs a trial has trained. */
  int epochs(int trial) {
    return history.trial(trial).epochs().size();
  }

  /** A trial reaches a rung. */
  Event.Outcome reach(int trial, int rung, EpochMetrics last) {
    List<EpochMetrics> epochs = new ArrayList<>();
    for (int epoch = epochs(trial) + 1; epoch < last.epoch(); epoch++) {
      epochs.add(Epochs.epoch(epoch, 50));
    }
    epochs.add(last);
    Event.Outcome reached =
        Event.Finished.of(
            trial,
            rung,
            epochs,
            CheckpointReference.NONE,
            new Effort("cpu", "host", 1, 1, EPOCH, EPOCH));
    history.apply(reached);
    return reached;
  }

  /** A trial fails without an epoch. */
  Event.Outcome fail(int trial, int rung, FailureReason reason, String message) {
    Event.Outcome failed =
        new Event.Failed(
            trial, rung, reason, message, List.of(), new Effort("cpu", "host", 0, 0, EPOCH, EPOCH));
    history.apply(failed);
    return failed;
  }
}
