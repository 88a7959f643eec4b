package org.sparkhalving.scoring;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.sparkhalving.picture.Background;
import org.sparkhalving.training.Classifier;

/** What a model makes of a table's cells, as the values of {@link ScoredTable#ADDED}. */
final class Scores {
  private Scores() {}

  /** The values of each cell, computed at once. */
  static List<Object[]> of(
      List<?> cells, Classifier classifier, Background background, List<String> classes) {
    CellImages images = new CellImages(classifier.pixels(), background);
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    List<Object[]> scores = new ArrayList<>(cells.size());
    for (Object cell : cells) {
      Object[] values = new Object[ScoredTable.ADDED.size()];
      try {
        pixels.writeBytes(images.of(cell));
      } catch (IOException e) {
        values[ScoredTable.ERROR] = e.getMessage();
      }
      scores.add(values);
    }
    double[][] probabilities = classifier.probabilities(pixels.toByteArray());
    int next = 0;
    for (Object[] values : scores) {
      if (values[ScoredTable.ERROR] == null) {
        fill(values, Prediction.of(probabilities[next], classes));
        next++;
      }
    }
    return scores;
  }

  private static void fill(Object[] values, Prediction prediction) {
    values[0] = prediction.number();
    values[1] = prediction.name();
    values[2] = prediction.probability();
    values[3] = prediction.probabilities();
  }
}
