package org.sparkhalving.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.sparkhalving.scoring.BestModel;
import org.sparkhalving.scoring.Prediction;

/** What a study's best model makes of a picture, in a program of one's own; without Spark. */
public final class ClassifyPicture {
  private ClassifyPicture() {}

  /**
   * Prints the class and its probability.
   *
   * @param arguments the study's folder, and a PNG or JPEG file
   */
  public static void main(String[] arguments) throws IOException {
    BestModel model = BestModel.load(arguments[0]);
    Prediction prediction = model.predict(Files.readAllBytes(Path.of(arguments[1])));
    System.out.printf(
        Locale.ROOT, "%s, %.2f %%%n", prediction.name(), 100 * prediction.probability());
  }
}
