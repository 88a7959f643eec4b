package org.sparkhalving.cli;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.report.page.ReportPage;
import org.sparkhalving.report.page.Subject;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.TestAnswers;
import org.sparkhalving.storage.file.AccessException;
import org.sparkhalving.study.HeldStudy;

/**
 * A study's report page, in its folder or elsewhere.
 *
 * @param folder the study's
 * @param file what it was started with
 * @param settings its settings
 * @param history its state
 * @param events those that the state follows from
 * @param running whether a driver is at work on it
 */
record StudyPage(
    StudyFolder folder,
    StudyFile file,
    Settings settings,
    StudyHistory history,
    List<Event> events,
    boolean running) {
  private static final String NAME = "report.html";

  /** The page of a stored study. */
  static StudyPage of(StoredStudy study) {
    return new StudyPage(
        study.folder(),
        study.file(),
        study.settings(),
        study.history(),
        study.journal().events(),
        study.isRunning());
  }

  /** The page of a study that this driver has just stopped or ended. */
  static StudyPage ofEnd(HeldStudy study, StudyFile file) {
    return new StudyPage(
        study.folder(), file, study.settings(), study.history(), study.journal().recorded(), false);
  }

  /** The page's bytes, UTF-8. */
  byte[] bytes() {
    Optional<TestAnswers> answers = TestAnswers.read(folder);
    Subject subject =
        new Subject(
            folder.name(),
            folder.uri(),
            file,
            settings.search().space(),
            history,
            events,
            answers,
            running,
            settings.simulation().isPresent(),
            Instant.now());
    return ReportPage.of(subject).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes it beside the study's tables, in place of the one that may be there.
   *
   * @return where it is
   * @throws AccessException when it cannot be written
   */
  String write() {
    folder.replace(NAME, bytes());
    return folder.uriOf(NAME);
  }
}
