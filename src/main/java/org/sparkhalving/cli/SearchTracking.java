package org.sparkhalving.cli;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.sparkhalving.history.Event;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.study.HeldStudy;
import org.sparkhalving.tracking.BackgroundTracking;
import org.sparkhalving.tracking.MlflowServer;
import org.sparkhalving.tracking.StudySender;
import org.sparkhalving.tracking.TrackedStudy;

/** What a search, or {@code track}, sends to MLflow, if it is to. */
final class SearchTracking implements AutoCloseable {
  /** Uploads of large models included. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

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
                        sender(uri),
                        study(study.folder(), file, study.settings()),
                        study.journal()::recorded,
                        study.folder(),
                        BackgroundTracking.Timing.standard(),
                        notice));
  }

  /** To a server; who asks, the environment says. */
  static StudySender sender(String uri) {
    Map<String, String> environment = System.getenv();
    return new StudySender(new MlflowServer(uri, PATIENCE, environment), environment);
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
