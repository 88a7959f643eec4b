package org.sparkhalving.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sparkhalving.spark.StopRules;
import org.sparkhalving.spark.StudyInput;
import org.sparkhalving.storage.DriverLock;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.StudyHistory;

/**
 * Whether a study may be started or gone on with, by what its folder holds at the moment. It is
 * asked before the driver's lock is taken, for a quick answer, and again under the lock, since
 * another driver may have started, run or finished the study in between.
 *
 * @param resolved the settings that the study is to run with
 * @param folder where the study is or will be
 * @param resume whether a started study may be gone on with
 */
record Admission(ResolvedSettings resolved, StudyFolder folder, boolean resume) {
  /**
   * What a resumed study may change: sections that change no trial's settings, though device, cores
   * and precision show in its digits; and where the data is, whose content is compared.
   */
  private static final Set<String> CHANGEABLE =
      Set.of("resources", "stop", "storage", "tracking", "data.path");

  /** The one setting of those sections that makes it another study. */
  private static final String BACKEND = "resources.backend:";

  /**
   * The study if it is finished; otherwise it may be started or gone on with. One that a stop rule
   * ended is finished too, unless it is to be resumed and the rules are such by now that it goes
   * on.
   *
   * @param running asked for another driver's sign of life
   * @throws UsageException when it is started and is not to be resumed, or has other settings
   */
  Optional<StoredStudy> finished(Supplier<Optional<DriverLock.Sign>> running) {
    Optional<StudyFile> file = StudyFile.read(folder);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    StoredStudy stored = StoredStudy.read(folder, file.get());
    boolean finished = stored.history().ended().isPresent();
    if (!finished && !resume) {
      throw new UsageException(
          "the study "
              + folder.uri()
              + " was started and is not finished: "
              + running
                  .get()
                  .map(
                      sign -> "driver " + sign.driver() + " runs it, by its lock; wait for its end")
                  .orElse("go on with it by adding --resume")
              + ", or start another one with --set study.name=…");
    }
    if (resume) {
      refuseOtherSettings(differences(file.get()));
    }
    return finished && !(resume && goesOn(stored.history()))
        ? Optional.of(stored)
        : Optional.empty();
  }

  private boolean goesOn(StudyHistory history) {
    return history.stopped().isPresent()
        && StopRules.of(resolved.settings())
            .met(history, history.lastEventAt().orElseThrow())
            .isEmpty();
  }

  /**
   * Refuses images or curves that are not the ones that the study was started with, if it was.
   *
   * @param input what they are now
   */
  void refuseOtherInput(StudyInput input) {
    StudyFile.read(folder).ifPresent(file -> StoredStudy.refuseOtherInput(file, input));
  }

  /** How the settings differ from a study's own, a line each. */
  List<String> differences(StudyFile file) {
    StudyFile before = completed(file);
    return Stream.concat(
            before.differences(resolved.toJson(), CHANGEABLE).stream(),
            before.differences(resolved.toJson(), Set.of()).stream()
                .filter(line -> line.startsWith(BACKEND)))
        .toList();
  }

  /** A study with the defaults of settings that there were not yet when it was started. */
  private StudyFile completed(StudyFile file) {
    return file.withSettings(SettingsReader.fromJson(file.settings(), folder.study()).toJson());
  }

  private void refuseOtherSettings(List<String> differences) {
    if (!differences.isEmpty()) {
      throw new UsageException(
          "the study "
              + folder.uri()
              + " was started with other settings, and its trials would not be comparable:\n"
              + indented(differences)
              + "\nUse the same settings to resume it, or start another study with --set study.name=…");
    }
  }

  /** Lines, each a little to the right. */
  static String indented(List<String> lines) {
    return lines.stream().map(line -> "  " + line).collect(Collectors.joining("\n"));
  }
}
