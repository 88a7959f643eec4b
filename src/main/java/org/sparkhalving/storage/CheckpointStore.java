package org.sparkhalving.storage;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.storage.file.AccessException;
import org.sparkhalving.text.Sha256;

/**
 * A study's checkpoints, on the driver and on executors. Each attempt publishes under a name of its
 * own; the journal names the ones that count, so a file left by a lost attempt harms nobody.
 */
public final class CheckpointStore {
  private static final Pattern ATTEMPT = Pattern.compile("[A-Za-z0-9_-]+");
  private static final Pattern PATH =
      Pattern.compile(
          "checkpoints/trial-\\d{4,}/(epoch|best)-\\d{4,}-[A-Za-z0-9_-]+\\.safetensors");

  /**
   * Names that tasks give; an attempt is named by its driver and the number of the task attempt.
   */
  private static final Pattern OF_TASK =
      Pattern.compile(
          "checkpoints/trial-\\d{4,}/(epoch|best)-\\d{4,}-%s\\.safetensors"
              .formatted(DriverName.ATTEMPT_PATTERN));

  private static final String NOT_SHARED =
      "study.output must be a place that the driver and all executors share, such as hdfs://, s3a:// or a mount that every host has; if it is one, restore the study from a copy";
  private static final String CURE =
      "restore the study from a copy, or start a new one under another study.name";

  private final StudyFolder folder;

  /** The checkpoints of the study at {@code studyUri}, its folder's absolute URI. */
  public CheckpointStore(String studyUri, Configuration configuration) {
    this.folder = StudyFolder.at(studyUri, configuration);
  }

  /** The interim checkpoints of the same study. */
  public InterimCheckpointStore interim() {
    return new InterimCheckpointStore(folder);
  }

  /** The folder of a trial's files, relative to the study's. */
  static String folderOf(int trial) {
    return String.format(Locale.ROOT, "checkpoints/trial-%04d", trial);
  }

  /**
   * Writes a checkpoint; once this returns it is whole.
   *
   * @param trial trial number, from 0
   * @param epoch the last epoch that was trained, from 1
   * @param attempt unique among all attempts at this epoch: letters, digits, '_' and '-'
   * @throws AccessException when it cannot be written
   * @throws IllegalArgumentException when the attempt's name is malformed or was used before
   */
  public CheckpointReference publish(int trial, int epoch, String attempt, byte[] bytes) {
    return publish("epoch", trial, epoch, attempt, bytes);
  }

  /** The same for the model of an epoch alone. */
  public CheckpointReference publishModel(int trial, int epoch, String attempt, byte[] bytes) {
    return publish("best", trial, epoch, attempt, bytes);
  }

  private CheckpointReference publish(
      String kind, int trial, int epoch, String attempt, byte[] bytes) {
    if (!ATTEMPT.matcher(attempt).matches()) {
      throw new IllegalArgumentException(
          "attempt \"%s\" is not allowed: use letters, digits, '_' and '-'".formatted(attempt));
    }
    String relative =
        String.format(
            Locale.ROOT, "%s/%s-%04d-%s.safetensors", folderOf(trial), kind, epoch, attempt);
    if (!folder.createWhole(relative, bytes)) {
      throw new IllegalArgumentException(
          folder.uriOf(relative) + " exists already: each attempt needs a name of its own");
    }
    return new CheckpointReference(relative, bytes.length, Sha256.of(bytes, bytes.length));
  }

  /**
   * The bytes of a checkpoint, which are those that were published.
   *
   * @throws DamagedStudyException when the file is missing or is not what was published
   * @throws AccessException when it cannot be read
   */
  public byte[] fetch(CheckpointReference reference) {
    Path path = checked(reference);
    String uri = path.toString();
    byte[] bytes =
        folder
            .access()
            .read(path, reference.length())
            .orElseThrow(() -> new DamagedStudyException(uri, "it is missing", NOT_SHARED));
    if (bytes.length != reference.length()) {
      boolean longer = bytes.length > reference.length();
      throw new DamagedStudyException(
          uri,
          "it has %s%s"
              .formatted(
                  longer ? "more bytes than " : bytes.length + " bytes instead of ",
                  reference.length()),
          CURE);
    }
    if (!Sha256.of(bytes, bytes.length).equals(reference.sha256())) {
      throw new DamagedStudyException(uri, "its SHA-256 is not the one in the journal", CURE);
    }
    return bytes;
  }

  /** Deletes a checkpoint that is no longer needed; does nothing when it is gone. */
  public void delete(CheckpointReference reference) {
    checked(reference);
    folder.delete(reference.path());
  }

  /**
   * Deletes every checkpoint, interim or not, that is not needed, left-overs of lost attempts
   * included; files by other names than tasks give, and what lies behind symbolic links, are
   * somebody else's and stay. Only for the driver that has begun the journal, right after {@link
   * Journal#requireOwn}, and while no job runs: a checkpoint that was published but is not in the
   * journal yet would be deleted too.
   *
   * @param isNeeded asked of each path, relative to the study's folder
   * @return the deleted files' paths, sorted
   */
  public List<String> sweep(Predicate<String> isNeeded) {
    List<String> deleted =
        paths().stream()
            .filter(CheckpointStore::isOfTask)
            .filter(isNeeded.negate())
            .filter(path -> folder.link(path).isEmpty())
            .sorted()
            .toList();
    deleted.forEach(folder::delete);
    return deleted;
  }

  private static boolean isOfTask(String path) {
    return OF_TASK.matcher(path).matches() || InterimCheckpointStore.Entry.of(path).isPresent();
  }

  /**
   * The paths of the files that are there, relative to the study's folder, left-overs of lost
   * attempts included.
   */
  public Set<String> paths() {
    return folder.access().filesBelow(folder.path("checkpoints")).stream()
        .filter(path -> path.indexOf('/') >= 0 && path.indexOf('/') == path.lastIndexOf('/'))
        .map(path -> "checkpoints/" + path)
        .collect(Collectors.toSet());
  }

  /** The file of a reference, which can only be one of this store's. */
  private Path checked(CheckpointReference reference) {
    if (!PATH.matcher(reference.path()).matches()) {
      throw new DamagedStudyException(
          folder.journal(), "it names \"%s\" as a checkpoint".formatted(reference.path()), CURE);
    }
    return folder.path(reference.path());
  }
}
