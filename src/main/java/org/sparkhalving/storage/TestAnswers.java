package org.sparkhalving.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.sparkhalving.storage.file.AccessException;

/**
 * What a model made of the test images, for people to look at: {@code best/test.json}. A copy of
 * what an evaluation gave; no figure is made of it.
 *
 * @param trial whose model it was
 * @param model SHA-256 of the model's file
 * @param classes the classes' names, by number
 * @param confusion images by right class, then by predicted class
 * @param mistakes the wrong answers that the model was surest of, the surest first
 */
public record TestAnswers(
    int trial,
    String model,
    List<String> classes,
    List<List<Integer>> confusion,
    List<Mistake> mistakes) {
  private static final String FILE = "best/test.json";

  /**
   * A wrong answer.
   *
   * @param image number of the image in the test set
   * @param label its right class
   * @param predicted the class that was given
   * @param confidence the probability that the model gave it, in [0, 1]
   * @param png the image as PNG; JSON has it in base 64
   */
  public record Mistake(int image, int label, int predicted, double confidence, byte[] png) {}

  /** Copies its lists. */
  public TestAnswers {
    classes = List.copyOf(classes);
    confusion = confusion.stream().map(List::copyOf).toList();
    mistakes = List.copyOf(mistakes);
  }

  /**
   * Writes this beside the best model, in place of what is there.
   *
   * @throws AccessException when it cannot be written
   */
  public void write(StudyFolder folder) {
    folder.replace(FILE, Json.line(this));
  }

  /**
   * The answers that were written last; empty when there are none, or none that can be read: who
   * wants them asks the model again.
   */
  public static Optional<TestAnswers> read(StudyFolder folder) {
    Optional<byte[]> bytes = folder.access().read(folder.path(FILE));
    try {
      return bytes.isPresent()
          ? Optional.ofNullable(Json.MAPPER.readValue(bytes.get(), TestAnswers.class))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory cannot be read", e);
    }
  }
}
