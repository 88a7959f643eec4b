package org.sparkhalving.study;

import java.util.List;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.Retention;
import org.sparkhalving.storage.StudyFolder;

/**
 * A study whose lock this driver holds.
 *
 * @param folder where it is
 * @param checkpoints those in it
 * @param settings those that this session runs with
 * @param journal which nobody else has written since it was opened
 * @param history its state, into which the journal was replayed
 * @param driver this session's unique name: letters, digits and '-'
 */
public record HeldStudy(
    StudyFolder folder,
    CheckpointStore checkpoints,
    Settings settings,
    Journal journal,
    StudyHistory history,
    String driver) {

  /** Writes an event to the journal and takes it in. */
  public void record(Event event) {
    journal.append(List.of(event));
    history.apply(event);
  }

  /**
   * A loop over the study's jobs.
   *
   * @param backend where they run
   * @param cleaner deletes what is not needed any more
   */
  public StudyLoop loop(Backend backend, Cleaner cleaner, StudyListener listener) {
    return new StudyLoop(
        history,
        journal,
        backend,
        cleaner,
        listener,
        settings.resources().maxAttempts(),
        new Doubts(settings.resources().maxCrashesInARow()),
        StopRules.of(settings));
  }

  /**
   * Deletes every file that this study does not need, unless another driver has overtaken this one:
   * it would lose what its executors have published and it has not recorded. One that begins while
   * the files are listed and deleted is not noticed; its tasks would have to publish meanwhile too.
   */
  public void sweep() {
    journal.requireOwn();
    checkpoints.sweep(Retention.needed(history, settings.storage().keepCheckpoints()));
  }
}
