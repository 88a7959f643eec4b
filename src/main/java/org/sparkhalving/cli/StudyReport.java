package org.sparkhalving.cli;

import org.sparkhalving.spark.Settings;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.StudyHistory;

/** Prints a study's results. */
final class StudyReport {
  private StudyReport() {}

  /** Prints a stored study's results; returns the exit code. */
  static int print(Terminal terminal, StoredStudy stored) {
    return print(terminal, stored.folder(), stored.settings(), stored.history());
  }

  /** Prints a study's results; returns the exit code. */
  static int print(Terminal terminal, StudyFolder folder, Settings settings, StudyHistory history) {
    history
        .ranking()
        .forEach(trial -> terminal.out().println(trial.trial() + " " + trial.lastEpoch()));
    terminal.out().println(history.tested());
    return history.chosen().isPresent() ? ExitCode.DONE : ExitCode.FAILED;
  }
}
