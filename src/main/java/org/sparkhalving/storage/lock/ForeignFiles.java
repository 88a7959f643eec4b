package org.sparkhalving.storage.lock;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sparkhalving.storage.StudyFile;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.TableFiles;
import org.sparkhalving.storage.file.AccessException;
import org.sparkhalving.storage.file.FileAccess;

/**
 * What lies in a study's folder that no study put there. A study replaces and deletes files under
 * its own names; so that none of them is somebody else's, it begins in a folder of its own.
 */
public final class ForeignFiles {
  /**
   * All that a start can leave behind if it ends before the study exists, with how each file
   * begins.
   */
  private static final Map<String, String> OF_A_START =
      Map.of(
          StudyFile.NAME, StudyFile.BEGINNING,
          DriverLock.NAME, "{\"driver\":\"",
          StopRequest.NAME, "{\"driver\":\"");

  /** What a start can leave behind if it ends while it replaces one of those. */
  private static final Pattern UNFINISHED =
      Pattern.compile(
          "\\.(study|lock|stop)\\.json\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\.tmp");

  /** All that a study has in its folder. */
  private static final List<String> NAMES =
      List.of(
          StudyFile.NAME,
          DriverLock.NAME,
          StopRequest.NAME,
          "journal",
          "checkpoints",
          "trials",
          "epochs",
          "decisions",
          "best",
          TableFiles.STAGING);

  private ForeignFiles() {}

  /**
   * What keeps a new study out of a folder that has none: the first name, in alphabetical order,
   * that no start of a study has left there.
   *
   * @throws AccessException when it cannot be read
   */
  public static Optional<String> inNew(StudyFolder folder) {
    return folder.entries().stream()
        .filter(entry -> !isOfAStart(folder, entry))
        .map(FileAccess.Entry::name)
        .sorted()
        .findFirst();
  }

  /** Also true of an empty folder, in which nobody has anything to lose. */
  private static boolean isOfAStart(StudyFolder folder, FileAccess.Entry entry) {
    if (folder.link(entry.name()).isPresent()) {
      return false;
    }
    if (entry.isFolder()) {
      return folder.access().list(folder.path(entry.name())).isEmpty();
    }
    if (UNFINISHED.matcher(entry.name()).matches()) {
      return true;
    }
    String beginning = OF_A_START.get(entry.name());
    return beginning != null
        && folder
            .access()
            .read(folder.path(entry.name()))
            .filter(bytes -> !StudyFile.begins(bytes, beginning))
            .isEmpty();
  }

  /**
   * Which of a study's own names is a symbolic link, if one is, as a URI: a study would write into
   * what it leads to.
   */
  public static Optional<String> link(StudyFolder folder) {
    return NAMES.stream().flatMap(name -> folder.link(name).stream()).findFirst();
  }
}
