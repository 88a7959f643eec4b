package org.sparkhalving.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * What a model makes of images.
 *
 * @param classes their names, by class number
 * @param predictions one an image
 */
public record Predictions(List<String> classes, List<Prediction> predictions) {
  private static final int RANKS = 3;

  /**
   * What it makes of one image.
   *
   * @param name what people call it
   * @param file where it is
   * @param index its number in the file, from 0, where that has many
   * @param inverted whether it was inverted
   * @param probabilities by class number; their sum is 1
   */
  public record Prediction(
      String name, String file, OptionalInt index, boolean inverted, double[] probabilities) {

    /** The classes' numbers, the most probable first; of equal ones the lower number. */
    List<Integer> ranking() {
      return IntStream.range(0, probabilities.length)
          .boxed()
          .sorted(Comparator.comparingDouble((Integer number) -> -probabilities[number]))
          .toList();
    }
  }

  /** A table of the three most probable classes of each image. */
  public String text() {
    List<List<Integer>> rankings = predictions.stream().map(Prediction::ranking).toList();
    List<TextColumn> columns =
        new ArrayList<>(
            List.of(
                TextColumn.left(
                    "image", predictions.stream().map(one -> Figures.oneLine(one.name())))));
    for (int rank = 0; rank < Math.min(RANKS, classes.size()); rank++) {
      int place = rank;
      columns.add(
          TextColumn.left(
              rank == 0 ? "class" : "else",
              rankings.stream().map(ranking -> classes.get(ranking.get(place)))));
      columns.add(
          TextColumn.right(
              "%",
              IntStream.range(0, predictions.size())
                  .mapToObj(
                      i ->
                          Figures.percent(
                              100
                                  * predictions.get(i)
                                      .probabilities()[rankings.get(i).get(place)]))));
    }
    return TextTable.text(columns);
  }

  /** The same as JSON, with all classes and all digits. */
  public ArrayNode json() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Prediction one : predictions) {
      int first = one.ranking().get(0);
      ObjectNode row = array.addObject();
      row.put("file", one.file());
      row.put("index", one.index().isPresent() ? one.index().getAsInt() : null);
      row.put("inverted", one.inverted());
      row.put("class", first);
      row.put("name", classes.get(first));
      row.put("probability", one.probabilities()[first]);
      ObjectNode all = row.putObject("probabilities");
      for (int number = 0; number < classes.size(); number++) {
        all.put(classes.get(number), one.probabilities()[number]);
      }
    }
    return array;
  }
}
