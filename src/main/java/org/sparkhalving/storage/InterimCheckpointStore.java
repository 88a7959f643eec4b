package org.sparkhalving.storage;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.sparkhalving.storage.file.AccessException;
import org.sparkhalving.text.Sha256;

/**
 * Interim checkpoints, which attempts at a job leave for those after them: {@code
 * checkpoints/trial-0007/progress-0013-<attempt>-<SHA-256>.safetensors}. The journal knows nothing
 * of them: a file counts when its content has the SHA-256 of its name, and any that counts leads to
 * the same bits.
 */
public final class InterimCheckpointStore {
  private static final Pattern PATH =
      Pattern.compile(
          "checkpoints/trial-(\\d{4,9})/progress-(\\d{4,9})-%s-([0-9a-f]{64})\\.safetensors"
              .formatted(DriverName.ATTEMPT_PATTERN));

  private final StudyFolder folder;

  /**
   * An interim checkpoint's file.
   *
   * @param path relative to the study's folder
   * @param trial its trial's number
   * @param epoch the last epoch that was trained
   */
  public record Entry(String path, int trial, int epoch) {
    /** The entry that a path names; empty when it is another kind of file. */
    static Optional<Entry> of(String path) {
      Matcher matcher = PATH.matcher(path);
      return matcher.matches()
          ? Optional.of(
              new Entry(
                  path, Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
          : Optional.empty();
    }
  }

  /** The interim checkpoints of the study at {@code studyUri}, its folder's absolute URI. */
  public InterimCheckpointStore(String studyUri, Configuration configuration) {
    this(StudyFolder.at(studyUri, configuration));
  }

  InterimCheckpointStore(StudyFolder folder) {
    this.folder = folder;
  }

  /**
   * Writes a file.
   *
   * @param attempt unique among all attempts: letters, digits, '_' and '-'
   * @throws AccessException when it cannot be written
   */
  public Entry publish(int trial, int epoch, String attempt, byte[] bytes) {
    String path =
        String.format(
            Locale.ROOT,
            "%s/progress-%04d-%s-%s.safetensors",
            CheckpointStore.folderOf(trial),
            epoch,
            attempt,
            Sha256.of(bytes, bytes.length));
    folder.createWhole(path, bytes);
    return new Entry(path, trial, epoch);
  }

  /** The files of a trial, the one with the most epochs first. */
  public List<Entry> of(int trial) {
    String parent = CheckpointStore.folderOf(trial);
    return folder.access().list(folder.path(parent)).stream()
        .flatMap(file -> Entry.of(parent + "/" + file.name()).stream())
        .sorted(Comparator.comparingInt(Entry::epoch).reversed().thenComparing(Entry::path))
        .toList();
  }

  /** A file's bytes; empty when they are not what its name says, or it is gone. */
  public Optional<byte[]> fetch(Entry entry) {
    return folder
        .access()
        .read(folder.path(entry.path()))
        .filter(bytes -> entry.path().contains("-" + Sha256.of(bytes, bytes.length) + "."));
  }

  /** Deletes a file; does nothing when it is gone. */
  public void delete(Entry entry) {
    folder.delete(entry.path());
  }
}
