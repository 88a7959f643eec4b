package org.sparkhalving.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.settings.ResolvedSettings;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.lock.DriverLock;
import org.sparkhalving.storage.lock.ForeignFiles;
import org.sparkhalving.study.StopRules;

/**
 * Whether a study may be started or resumed, by what its folder holds at the moment. It is asked
 * before the driver's lock is taken, for a quick answer, and again under the lock if another driver
 * has started, run or finished the study in between.
 *
 * @param asked the settings that the user gives
 * @param folder where the study is or will be
 * @param resume whether a started study may be resumed
 * @param retryFailed whether its failed trials are to be tried again
 */
record Admission(ResolvedSettings asked, StudyFolder folder, boolean resume, boolean retryFailed) {
  /**
   * What a resumed study may change: sections that change no trial's settings, though device, cores
   * and precision show in its digits; and where the data is, whose content is compared.
   */
  private static final Set<String> CHANGEABLE =
      Set.of("resources", "stop", "storage", "tracking", "data.path");

  /** The one setting of those sections that makes it another study. */
  private static final String BACKEND = "resources.backend:";

  /**
   * The study if it was started; empty where a new one may start.
   *
   * @param running asked for another driver's sign of life
   * @throws ReportedException when it is started and is not to be resumed, or has other settings,
   *     or there are files in the folder that are not its own
   */
  Optional<StoredStudy> stored(Supplier<Optional<DriverLock.Sign>> running) {
    Optional<StoredStudy> stored =
        StudyFile.read(folder).map(file -> StoredStudy.read(folder, file));
    if (stored.isEmpty()) {
      refuseForeignFiles();
    }
    stored.ifPresent(study -> refuseUnasked(study, running));
    if (stored.filter(this::isFinished).isEmpty()) {
      refuseLinks();
    }
    return stored;
  }

  private void refuseUnasked(StoredStudy stored, Supplier<Optional<DriverLock.Sign>> running) {
    if (resume) {
      refuseOtherSettings(differences(stored.file()));
      refuseRetriesThatWouldStop(stored);
    } else if (!isFinished(stored)) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "the study %s was started and is not finished: %s, or start another one with --set study.name=…"
              .formatted(
                  folder.uri(),
                  running
                      .get()
                      .map(Admission::runningElsewhere)
                      .orElse("resume it by adding --resume")));
    }
  }

  /** Retries for which a stop rule leaves no time would hide the failures and train nothing. */
  private void refuseRetriesThatWouldStop(StoredStudy stored) {
    if (retryFailed && !stored.history().failed().isEmpty()) {
      ruleMet(stored.history())
          .ifPresent(
              rule -> {
                throw new ReportedException(
                    ErrorKind.USAGE,
                    "--retry-failed would train nothing: %s, and that ends the search at once. Change or remove stop.%s (%s)"
                        .formatted(rule.reason(), rule.rule(), folder.uri()));
              });
    }
  }

  private Optional<Event.Stopped> ruleMet(StudyHistory history) {
    return StopRules.of(asked.settings()).met(history, history.lastEventAt().orElseThrow());
  }

  private static String runningElsewhere(DriverLock.Sign sign) {
    return "driver %s on host %s runs it, by its lock of %s; wait for its end, or add --resume, which takes over when that driver gives no sign of life for %s s"
        .formatted(
            sign.driver(),
            sign.host(),
            sign.heard(),
            DriverLock.Timing.standard().silence().toSeconds());
  }

  private void refuseForeignFiles() {
    Optional<String> foreign = ForeignFiles.inNew(folder);
    // A study that another driver starts at this moment has its study.json before all else.
    if (foreign.isPresent() && StudyFile.read(folder).isEmpty()) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "the folder %s is not a study's and not empty: it has \"%s\", and a study must not replace or delete the files of others. Set another study.name or study.output, or move what is there elsewhere (if it was a study, its study.json is missing: restore that)"
              .formatted(folder.uri(), foreign.get()));
    }
  }

  private void refuseLinks() {
    ForeignFiles.link(folder)
        .ifPresent(
            link -> {
              throw new ReportedException(
                  ErrorKind.USAGE,
                  "%s is a symbolic link: a study replaces and deletes files in its folder, but none that a link leads to. Put what it leads to in its place, or let study.output lead to where there is room"
                      .formatted(link));
            });
  }

  /**
   * Whether a study is over. One that a stop rule ended is, unless it is to be resumed and the
   * rules are such by now that it continues.
   */
  boolean isFinished(StoredStudy stored) {
    return stored.history().ended().isPresent() && !(resume && continues(stored.history()));
  }

  private boolean continues(StudyHistory history) {
    if (retryFailed && !history.failed().isEmpty()) {
      return true;
    }
    return history.stopped().isPresent() && ruleMet(history).isEmpty();
  }

  /** The settings that a study is to run with. */
  ResolvedSettings resolved(StudyFile file) {
    return asked.forStudy(file.settings());
  }

  /** How the settings differ from a study's own, a line each. */
  List<String> differences(StudyFile file) {
    StudyFile before = StoredStudy.completed(folder, file);
    String now = resolved(file).toJson();
    return Stream.concat(
            before.differences(now, CHANGEABLE).stream(),
            before.differences(now, Set.of()).stream().filter(line -> line.startsWith(BACKEND)))
        .toList();
  }

  private void refuseOtherSettings(List<String> differences) {
    if (!differences.isEmpty()) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "the study %s was started with other settings, and its trials would not be comparable:\n%s\nUse the same settings to resume it, or start another study with --set study.name=…"
              .formatted(folder.uri(), indented(differences)));
    }
  }

  /** Lines, each a little to the right. */
  static String indented(List<String> lines) {
    return lines.stream().map(line -> "  " + line).collect(Collectors.joining("\n"));
  }
}
