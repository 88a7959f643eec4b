package org.sparkhalving.tracking;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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
  /** The tag that says which files were sent. */
  static final String TAG = TrackedStudy.PREFIX + "artifacts";

  private static final List<String> PATHS =
      List.of("report.html", "study.json", "best/model.safetensors", "best/hyperparameters.json");

  /** Those of a study that is not at work. */
  static StudyArtifacts of(StudyFolder folder) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    PATHS.forEach(
        path -> folder.access().read(folder.path(path)).ifPresent(bytes -> files.put(path, bytes)));
    return new StudyArtifacts(files);
  }

  /** A hash of them all. */
  String sha256() {
    MessageDigest digest = Sha256.digest();
    files.forEach(
        (path, bytes) -> {
          digest.update("%s %s\n".formatted(path, bytes.length).getBytes(StandardCharsets.UTF_8));
          digest.update(bytes);
        });
    return Sha256.text(digest);
  }
}
