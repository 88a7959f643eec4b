package org.sparkhalving.tracking;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.text.Sha256;

/**
 * The files of a study that its run gets: its report, its settings and its best model, as far as
 * they are there.
 *
 * @param files by their paths in the study's folder
 */
record StudyArtifacts(Map<String, byte[]> files) {
  /** Begins the names of the tags that say which files were sent. */
  static final String TAG = TrackedStudy.PREFIX + "artifacts.";

  private static final List<String> PATHS =
      List.of("report.html", "study.json", "best/model.safetensors", "best/hyperparameters.json");

  /** Those of a study whose driver is not at work. */
  static StudyArtifacts of(StudyFolder folder) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    PATHS.forEach(
        path -> folder.access().read(folder.path(path)).ifPresent(bytes -> files.put(path, bytes)));
    return new StudyArtifacts(files);
  }

  /** The tag of a file that was sent: its name. */
  static String tag(String path) {
    return TAG + path;
  }

  /** The tag of a file that was sent: its value, by which another one is told. */
  static String sha256(byte[] file) {
    return Sha256.of(file, file.length);
  }
}
