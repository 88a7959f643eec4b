package org.sparkhalving.spark.executor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.storage.InterimCheckpointStore;
import org.sparkhalving.storage.file.AccessException;
import org.sparkhalving.study.Backend;
import org.sparkhalving.training.BadCheckpointException;
import org.sparkhalving.training.BestEpoch;
import org.sparkhalving.training.Checkpoint;
import org.sparkhalving.training.InterimCheckpoint;
import org.sparkhalving.training.Model;
import org.sparkhalving.training.TrialRun;

/**
 * Saves interim checkpoints of a job every so many epochs, and finds those that earlier attempts
 * have saved. A job that needs no more epochs than that does neither. This spares work and decides
 * nothing, so storage that fails here does not fail the job.
 */
final class InterimCheckpoints {
  private final InterimCheckpointStore store;
  private final Backend.Order order;
  private final String attempt;
  private final int every;
  private final InterimCheckpoint latest;
  private final BestEpoch best;
  private final List<EpochMetrics> epochs;
  private Optional<InterimCheckpointStore.Entry> saved = Optional.empty();

  /**
   * The interim checkpoints of a job, beginning with the furthest that an earlier attempt has
   * saved.
   *
   * @param attempt a name that no other attempt has
   * @param every after how many epochs to save, at least 1
   * @param start where the job begins
   * @param begin which epoch counts there
   */
  InterimCheckpoints(
      InterimCheckpointStore store,
      Backend.Order order,
      String attempt,
      int every,
      Checkpoint start,
      BestEpoch begin) {
    this.store = store;
    this.order = order;
    this.attempt = attempt;
    this.every = every;
    this.latest = furthest(start, begin).orElse(InterimCheckpoint.none(start));
    this.best = latest.counting(begin).orElseThrow();
    this.epochs = new ArrayList<>(latest.epochs());
  }

  /** Where to continue from, with the epochs of the job up to there. */
  InterimCheckpoint latest() {
    return latest;
  }

  /** Which epoch counts there. */
  BestEpoch best() {
    return best;
  }

  private Optional<InterimCheckpoint> furthest(Checkpoint start, BestEpoch begin) {
    if (order.target() - start.epoch() <= every) {
      return Optional.empty();
    }
    try {
      return store.of(order.trial()).stream()
          .filter(entry -> entry.epoch() > start.epoch() && entry.epoch() < order.target())
          .flatMap(entry -> read(entry, start, begin).stream())
          .findFirst();
    } catch (AccessException e) {
      return Optional.empty();
    }
  }

  /** A file's interim checkpoint, if it is whole and of this job. */
  private Optional<InterimCheckpoint> read(
      InterimCheckpointStore.Entry entry, Checkpoint start, BestEpoch begin) {
    try {
      return store
          .fetch(entry)
          .map(bytes -> InterimCheckpoint.decode(bytes, entry.path()))
          .filter(
              found ->
                  found.checkpoint().seed() == start.seed()
                      && found.checkpoint().configuration().equals(start.configuration())
                      && found.epochs().get(0).epoch() == start.epoch() + 1
                      && found.counting(begin).isPresent());
    } catch (BadCheckpointException e) {
      return Optional.empty();
    }
  }

  /**
   * Takes in that an epoch ended, and saves what is due; then what was saved before goes.
   *
   * @param now where the trial stands
   * @param model to be kept beside that
   */
  void epochEnded(EpochMetrics epoch, Supplier<Checkpoint> now, Optional<Model> model) {
    epochs.removeIf(before -> before.epoch() >= epoch.epoch()); // The run may have begun anew.
    epochs.add(epoch);
    int done = epochs.size();
    if (done % every != 0 || epoch.epoch() >= order.target() || !isFinite(epoch)) {
      return;
    }
    try {
      byte[] bytes = new InterimCheckpoint(now.get(), epochs, model).encode();
      InterimCheckpointStore.Entry entry =
          store.publish(order.trial(), epoch.epoch(), attempt, bytes);
      saved.ifPresent(store::delete);
      saved = Optional.of(entry);
    } catch (AccessException | ArithmeticException e) {
      return; // The storage fails, or both networks are too large for one file.
    }
  }

  private static boolean isFinite(EpochMetrics epoch) {
    return Double.isFinite(epoch.trainLoss()) && Double.isFinite(epoch.valLoss());
  }

  /** The job's result: with the epochs of earlier attempts before those of the last. */
  TrialRun.Result whole(TrialRun.Result rest) {
    List<EpochMetrics> all = new ArrayList<>(latest.epochs());
    all.addAll(rest.epochs());
    if (rest instanceof TrialRun.Failed failed) {
      return new TrialRun.Failed(all, failed.reason(), failed.message());
    }
    TrialRun.Trained trained = (TrialRun.Trained) rest;
    return new TrialRun.Trained(all, trained.checkpoint(), trained.best());
  }
}
