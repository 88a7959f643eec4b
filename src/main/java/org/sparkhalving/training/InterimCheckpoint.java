package org.sparkhalving.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparkhalving.search.EpochMetrics;

/**
 * A job that is not over yet: where its trial stands, and the epochs that the job has trained.
 * Another attempt at the job that continues from it ends with the same bits as one from the job's
 * start.
 *
 * @param checkpoint after the last of {@code epochs}
 * @param epochs those of this job so far, in order
 * @param best the model after the epoch that counts, where that is one of {@code epochs} but not
 *     the last
 */
public record InterimCheckpoint(
    Checkpoint checkpoint, List<EpochMetrics> epochs, Optional<Model> best) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EPOCHS = "epochs";

  /** What the names of the best model's tensors and texts begin with. */
  private static final String BEST = "best.";

  /** Takes a copy of the epochs. */
  public InterimCheckpoint {
    epochs = List.copyOf(epochs);
  }

  /** A job that has trained nothing yet. */
  public static InterimCheckpoint none(Checkpoint start) {
    return new InterimCheckpoint(start, List.of(), Optional.empty());
  }

  /**
   * What counts of the trial by now.
   *
   * @param before what counted when the job began
   * @return empty when the model of the epoch that counts is not here
   */
  public Optional<BestEpoch> counting(BestEpoch before) {
    BestEpoch now = before;
    for (EpochMetrics epoch : epochs) {
      now = now.after(epoch, checkpoint::model);
    }
    if (now.beside(checkpoint.epoch()).isEmpty()) {
      return Optional.of(now);
    }
    int counted = now.counted().orElseThrow().epoch();
    return best.filter(model -> model.epoch() == counted).isPresent()
        ? Optional.of(now.with(best))
        : Optional.empty();
  }

  /**
   * The file's bytes: the checkpoint's, with the epochs and the best model beside it.
   *
   * @throws ArithmeticException when they are too many for an array
   */
  public byte[] encode() {
    try {
      Map<String, String> metadata = checkpoint.model().metadata();
      metadata.put(EPOCHS, JSON.writeValueAsString(epochs));
      Map<String, SafeTensors.Tensor> tensors = checkpoint.tensors();
      best.ifPresent(
          model -> {
            model.metadata().forEach((key, text) -> metadata.put(BEST + key, text));
            model.tensors().forEach((name, tensor) -> tensors.put(BEST + name, tensor));
          });
      return new SafeTensors(metadata, tensors).encode();
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
    SafeTensors content = SafeTensors.decode(file, name);
    Checkpoint checkpoint = Checkpoint.of(content, name);
    String text = content.metadata().get(EPOCHS);
    try {
      List<EpochMetrics> epochs =
          text == null ? null : JSON.readValue(text, new TypeReference<List<EpochMetrics>>() {});
      if (epochs == null || !endAt(checkpoint.epoch(), epochs)) {
        throw new BadCheckpointException(name, "it has not the epochs up to its own");
      }
      return new InterimCheckpoint(checkpoint, epochs, best(content, name));
    } catch (JsonProcessingException e) {
      throw new BadCheckpointException(name, "its epochs cannot be read");
    }
  }

  private static Optional<Model> best(SafeTensors content, String name) {
    SafeTensors inner =
        new SafeTensors(beginning(content.metadata()), beginning(content.tensors()));
    return inner.tensors().isEmpty() ? Optional.empty() : Optional.of(Model.of(inner, name));
  }

  /** What has a name of the best model's, under its own. */
  private static <T> Map<String, T> beginning(Map<String, T> all) {
    Map<String, T> found = new LinkedHashMap<>();
    all.forEach(
        (name, value) -> {
          if (name.startsWith(BEST)) {
            found.put(name.substring(BEST.length()), value);
          }
        });
    return found;
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
