package org.sparkhalving.cli;

import java.time.Duration;
import java.util.function.Consumer;
import org.sparkhalving.history.Event;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.study.HeldStudy;
import org.sparkhalving.tracking.BackgroundTracking;
import org.sparkhalving.tracking.StudySender;
import org.sparkhalving.tracking.TrackedStudy;

/** What a search, or {@code track}, sends to MLflow, if it is to. */
final class SearchTracking implements AutoCloseable {
  /** For a request of a search, which has better things to wait for. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** For a request of {@code track}, an upload of a large model included. */
  private static final Duration LONG_PATIENCE = Duration.ofMinutes(5);

  private BackgroundTracking tracking;

  /** Begins to send a study that runs, if its settings say so. */
  void begin(HeldStudy study, StudyFile file, Consumer<String> notice) {
    study
        .settings()
        .tracking()
        .mlflowUri()
        .ifPresent(
            uri ->
                tracking =
                    new BackgroundTracking(
                        new StudySender(uri, PATIENCE, System.getenv()),
                        new BackgroundTracking.Source(
                            () -> study(study.folder(), file, study.settings()),
                            study.journal()::recorded,
                            study.journal()::isOwn,
                            study.folder()),
                        BackgroundTracking.Timing.standard(),
                        notice));
  }

  /** To a server that somebody waits for; who asks, the environment says. */
  static StudySender sender(String uri) {
    return new StudySender(uri, LONG_PATIENCE, System.getenv());
  }

  /** A study before its first event, apart from the one that its driver works on. */
  private static TrackedStudy study(StudyFolder folder, StudyFile file, Settings settings) {
    return new TrackedStudy(
        settings.study().name(),
        folder.uri(),
        file,
        settings.history(file.earlier(), file.recorded()));
  }

  /** A study as its folder has it. */
  static TrackedStudy study(StoredStudy stored) {
    TrackedStudy study = study(stored.folder(), stored.file(), stored.settings());
    for (Event event : stored.journal().events()) {
      study.apply(event);
    }
    return study;
  }

  @Override
  public void close() {
    if (tracking != null) {
      tracking.close();
    }
  }
}
