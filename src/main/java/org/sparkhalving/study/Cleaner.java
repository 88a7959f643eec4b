package org.sparkhalving.study;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.InterimCheckpointStore;
import org.sparkhalving.storage.Retention;
import org.sparkhalving.storage.file.AccessException;

/**
 * Deletes what a running study has stored and no longer needs. A file that cannot be deleted costs
 * room, not the study: what is left over is deleted at the end.
 *
 * <p>Called by the loop's thread alone.
 */
public final class Cleaner {
  private final StudyHistory history;
  private final CheckpointStore checkpoints;
  private final Settings.Storage storage;
  private final Executor executor;
  private final Set<CheckpointReference> published = ConcurrentHashMap.newKeySet();
  private final Set<CheckpointReference> needless = ConcurrentHashMap.newKeySet();

  /**
   * A cleaner that knows of no checkpoint.
   *
   * @param executor does the deleting, now or later
   */
  public Cleaner(
      StudyHistory history,
      CheckpointStore checkpoints,
      Settings.Storage storage,
      Executor executor) {
    this.history = history;
    this.checkpoints = checkpoints;
    this.storage = storage;
    this.executor = executor;
  }

  /** Takes in what earlier sessions have left. */
  void begin() {
    history.runs().forEach(run -> run.files().forEach(published::add));
    published.retainAll(Retention.keep(history, storage.keepCheckpoints()));
  }

  /** Takes in a trial's newest files, if it has any. */
  void published(int trial) {
    history.trial(trial).files().forEach(published::add);
  }

  /**
   * Deletes checkpoints that the study did not need any more as of the journal object before the
   * one that was appended just now, and what the attempts at jobs with an outcome left on the way.
   * A driver that another has overtaken may still complete one object, which the other skips; that
   * the next could be appended proves that it was not skipped, and so that no other driver needs
   * those checkpoints. Those that cannot be deleted now are tried again next time.
   *
   * @param outcomes that are in the journal since the last call
   */
  void recorded(List<Event.Outcome> outcomes) {
    outcomes.forEach(this::deleteInterim);
    for (CheckpointReference reference : List.copyOf(needless)) {
      needless.remove(reference);
      executor.execute(() -> delete(reference));
    }
    if (!published.isEmpty()) {
      Set<CheckpointReference> keep = Retention.keep(history, storage.keepCheckpoints());
      for (CheckpointReference reference : List.copyOf(published)) {
        if (!keep.contains(reference)) {
          published.remove(reference);
          needless.add(reference);
        }
      }
    }
  }

  private void delete(CheckpointReference reference) {
    try {
      checkpoints.delete(reference);
    } catch (AccessException e) {
      needless.add(reference);
    }
  }

  private void deleteInterim(Event.Outcome outcome) {
    if (mayHaveInterim(outcome)) {
      boolean failed = outcome instanceof Event.Failed;
      int trained = failed ? Integer.MAX_VALUE : history.trial(outcome.trial()).epochs().size();
      executor.execute(() -> deleteInterim(outcome.trial(), trained));
    }
  }

  /** Crashes do not report their epochs. */
  private boolean mayHaveInterim(Event.Outcome outcome) {
    return outcome instanceof Event.Finished finished
        ? finished.epochs().size() > storage.checkpointEveryEpochs()
            && !finished.checkpoint().equals(CheckpointReference.NONE)
        : outcome.epochs().isEmpty() || outcome.epochs().size() > storage.checkpointEveryEpochs();
  }

  private void deleteInterim(int trial, int untilEpoch) {
    InterimCheckpointStore interim = checkpoints.interim();
    try {
      for (InterimCheckpointStore.Entry entry : interim.of(trial)) {
        if (entry.epoch() <= untilEpoch) {
          interim.delete(entry);
        }
      }
    } catch (AccessException e) {
      return;
    }
  }
}
