package org.sparkhalving.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.storage.AccessException;
import org.sparkhalving.storage.ProgressStore;
import org.sparkhalving.training.BadCheckpointException;
import org.sparkhalving.training.Checkpoint;
import org.sparkhalving.training.Progress;
import org.sparkhalving.training.TrialRun;

/**
 * Saves a job's progress every so many epochs, and finds what earlier attempts at it have saved. A
 * job that needs no more epochs than that does neither. It spares work and decides nothing, so that
 * a storage that fails here does not fail the job.
 */
final class JobProgress {
  private final ProgressStore store;
  private final TrialOrder order;
  private final String attempt;
  private final int every;
  private final Progress latest;
  private final List<EpochMetrics> epochs;
  private Optional<ProgressStore.Entry> saved = Optional.empty();

  /**
   * The progress of a job, from the furthest that an earlier attempt has saved.
   *
   * @param attempt a name that no other attempt has
   * @param every after how many epochs to save, at least 1
   * @param start where the job begins
   */
  JobProgress(ProgressStore store, TrialOrder order, String attempt, int every, Checkpoint start) {
    this.store = store;
    this.order = order;
    this.attempt = attempt;
    this.every = every;
    this.latest = furthest(start).orElse(Progress.none(start));
    this.epochs = new ArrayList<>(latest.epochs());
  }

  /** Where to go on from, with the epochs of the job up to there. */
  Progress latest() {
    return latest;
  }

  private Optional<Progress> furthest(Checkpoint start) {
    if (order.target() - start.epoch() <= every) {
      return Optional.empty();
    }
    try {
      return store.of(order.trial()).stream()
          .filter(entry -> entry.epoch() > start.epoch() && entry.epoch() < order.target())
          .flatMap(entry -> read(entry, start).stream())
          .findFirst();
    } catch (AccessException e) {
      return Optional.empty();
    }
  }

  /** A file's progress, if it is whole and of this job. */
  private Optional<Progress> read(ProgressStore.Entry entry, Checkpoint start) {
    try {
      return store
          .fetch(entry)
          .map(bytes -> Progress.decode(bytes, entry.path()))
          .filter(
              found ->
                  found.checkpoint().seed() == start.seed()
                      && found.checkpoint().configuration().equals(start.configuration())
                      && found.epochs().get(0).epoch() == start.epoch() + 1);
    } catch (BadCheckpointException e) {
      return Optional.empty();
    }
  }

  /**
   * Takes in that an epoch ended, and saves what is due; then what was saved before goes.
   *
   * @param now where the trial stands
   */
  void epochEnded(EpochMetrics epoch, Supplier<Checkpoint> now) {
    epochs.removeIf(before -> before.epoch() >= epoch.epoch()); // The run may have begun anew.
    epochs.add(epoch);
    int done = epochs.size();
    if (done % every != 0 || epoch.epoch() >= order.target() || !isFinite(epoch)) {
      return;
    }
    try {
      byte[] bytes = new Progress(now.get(), epochs).encode();
      ProgressStore.Entry entry = store.publish(order.trial(), epoch.epoch(), attempt, bytes);
      saved.ifPresent(store::delete);
      saved = Optional.of(entry);
    } catch (AccessException e) {
      return;
    }
  }

  private static boolean isFinite(EpochMetrics epoch) {
    return Double.isFinite(epoch.trainLoss()) && Double.isFinite(epoch.valLoss());
  }

  /** The job's result: with the epochs of earlier attempts before those of the last. */
  TrialRun.Result whole(TrialRun.Result rest) {
    List<EpochMetrics> all = new ArrayList<>(latest.epochs());
    all.addAll(rest.epochs());
    return rest instanceof TrialRun.Failed failed
        ? new TrialRun.Failed(all, failed.reason(), failed.message())
        : new TrialRun.Trained(all, ((TrialRun.Trained) rest).checkpoint());
  }
}
