package org.sparkhalving.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.sparkhalving.search.EpochMetrics;

/**
 * A job that is not over yet: where its trial stands, and the epochs that the job has trained.
 * Another attempt at the job that continues from it ends with the same bits as one from the job's
 * start.
 *
 * @param checkpoint after the last of {@code epochs}
 * @param epochs those of this job so far, in order
 */
public record InterimCheckpoint(Checkpoint checkpoint, List<EpochMetrics> epochs) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EPOCHS = "epochs";

  public InterimCheckpoint {
    epochs = List.copyOf(epochs);
  }

  /** A job that has trained nothing yet. */
  public static InterimCheckpoint none(Checkpoint start) {
    return new InterimCheckpoint(start, List.of());
  }

  /** The file's bytes: the checkpoint's, with the epochs beside its metadata. */
  public byte[] encode() {
    try {
      return checkpoint.encode(EPOCHS, JSON.writeValueAsString(epochs));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("metrics have no JSON form: " + epochs, e);
    }
  }

  /**
   * Reads a file's bytes.
   *
   * @param name the file's place, for messages
   * @throws BadCheckpointException when they are not what {@link #encode} wrote
   */
  public static InterimCheckpoint decode(byte[] file, String name) {
    Checkpoint checkpoint = Checkpoint.decode(file, name);
    String text = SafeTensors.decode(file, name).metadata().get(EPOCHS);
    try {
      List<EpochMetrics> epochs =
          text == null ? null : JSON.readValue(text, new TypeReference<List<EpochMetrics>>() {});
      if (epochs == null || !endAt(checkpoint.epoch(), epochs)) {
        throw new BadCheckpointException(name, "it has not the epochs up to its own");
      }
      return new InterimCheckpoint(checkpoint, epochs);
    } catch (JsonProcessingException e) {
      throw new BadCheckpointException(name, "its epochs cannot be read");
    }
  }

  private static boolean endAt(int last, List<EpochMetrics> epochs) {
    int first = last - epochs.size() + 1;
    for (int i = 0; i < epochs.size(); i++) {
      if (epochs.get(i) == null || epochs.get(i).epoch() != first + i) {
        return false;
      }
    }
    return !epochs.isEmpty();
  }
}
