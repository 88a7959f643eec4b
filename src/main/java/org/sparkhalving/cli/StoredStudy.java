package org.sparkhalving.cli;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.StudyState;
import org.sparkhalving.input.StudyInput;
import org.sparkhalving.report.page.StudySummary;
import org.sparkhalving.report.page.WorkTime;
import org.sparkhalving.search.Job;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.settings.SettingsReader;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.lock.DriverLock;
import org.sparkhalving.storage.lock.HostName;

/**
 * A study as its folder has it, running or ended; never written to.
 *
 * @param folder where it is
 * @param file what it was started with
 * @param settings its settings, typed
 * @param journal what has happened, for whoever continues it
 * @param history its state, which follows from the journal
 * @param open the jobs that have no outcome yet
 */
record StoredStudy(
    StudyFolder folder,
    StudyFile file,
    Settings settings,
    Journal journal,
    StudyHistory history,
    List<Job> open) {

  /**
   * Reads the study at {@code uri}.
   *
   * @throws ReportedException when there is none
   */
  static StoredStudy read(String uri, Configuration hadoop) {
    StudyFolder folder = StudyFolder.existing(uri, hadoop);
    StudyFile file =
        StudyFile.read(folder)
            .orElseThrow(
                () ->
                    new ReportedException(
                        ErrorKind.USAGE,
                        "%s is incomplete: the study never started. Start it with `search`"
                            .formatted(folder.study())));
    return read(folder, file);
  }

  /**
   * Refuses images or curves that are not the ones that the study was started with.
   *
   * @param input what they are now
   */
  void refuseOtherInput(StudyInput input) {
    Map<String, String> now = input.hashes();
    for (Map.Entry<String, String> was : file.dataSha256().entrySet()) {
      if (!was.getValue().equals(now.get(was.getKey()))) {
        throw new ReportedException(
            ErrorKind.USAGE,
            "the content of %s is not the one that the study was started with (SHA-256 was %s, is %s): put the data back, or start another study with --set study.name=…"
                .formatted(was.getKey(), was.getValue(), now.get(was.getKey())));
      }
    }
  }

  /** What it was started with, with the defaults of settings that there were not yet then. */
  StudyFile completed() {
    return completed(folder, file);
  }

  /** The same of a study whose study.json is {@code file}. */
  static StudyFile completed(StudyFolder folder, StudyFile file) {
    return file.withSettings(SettingsReader.fromJson(file.settings(), folder.study()).toJson());
  }

  /** Whether a driver is at work on it, as far as can be told from here. */
  boolean isRunning() {
    return history.state() == StudyState.UNFINISHED
        && DriverLock.sign(folder, HostName.local()).isPresent();
  }

  /** The study in a line. */
  StudySummary summary() {
    boolean running = isRunning();
    return StudySummary.of(
        folder.name(), folder.uri(), file, history, journal.events(), running, until(running));
  }

  /** Until when it is looked at now; empty when no driver is at work on it. */
  Optional<Instant> until() {
    return until(isRunning());
  }

  private Optional<Instant> until(boolean running) {
    return new WorkTime(journal.events())
        .until(running, settings.simulation().isPresent(), Instant.now());
  }

  /** Its results. */
  StudyReport report() {
    return new StudyReport(folder, settings, history);
  }

  /** Reads the study in a folder whose study.json is {@code file}. */
  static StoredStudy read(StudyFolder folder, StudyFile file) {
    Settings settings = SettingsReader.fromJson(file.settings(), folder.study()).settings();
    StudyHistory history = settings.history(file.earlier(), file.recorded());
    Journal journal = Journal.open(folder);
    List<Job> open = journal.replay(history);
    return new StoredStudy(folder, file, settings, journal, history, open);
  }
}
