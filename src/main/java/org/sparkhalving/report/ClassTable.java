package org.sparkhalving.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * How well each class was recognised. A class's recall (also called its accuracy) is the share of
 * its samples that were predicted as this class, its precision the share of the samples predicted
 * as this class that belong to it, and F1 the harmonic mean of the two; in percent.
 */
public final class ClassTable {
  private final List<String> names;

  /** Samples by right class, then by predicted class. */
  private final int[][] confusion;

  private ClassTable(List<String> names, int[][] confusion) {
    this.names = names;
    this.confusion = confusion;
  }

  /**
   * Counts right and wrong predictions.
   *
   * @param labels the right class of each sample, as unsigned bytes
   * @param predicted the predicted class of each sample
   * @param names the classes' names, by class number
   * @throws IllegalArgumentException if the lengths differ or a class has no name
   */
  public static ClassTable of(byte[] labels, int[] predicted, List<String> names) {
    if (labels.length != predicted.length) {
      throw new IllegalArgumentException(
          "there are %s labels, but %s predictions".formatted(labels.length, predicted.length));
    }
    int[][] confusion = new int[names.size()][names.size()];
    for (int sample = 0; sample < labels.length; sample++) {
      int label = Byte.toUnsignedInt(labels[sample]);
      if (label >= names.size() || predicted[sample] < 0 || predicted[sample] >= names.size()) {
        throw new IllegalArgumentException(
            "sample %s has the label %s and the prediction %s, but classes are 0 to %s"
                .formatted(sample, label, predicted[sample], names.size() - 1));
      }
      confusion[label][predicted[sample]]++;
    }
    return new ClassTable(List.copyOf(names), confusion);
  }

  /** Accuracy over all samples in percent; NaN when there are none. */
  public double accuracy() {
    return 100.0 * right() / samples();
  }

  /** The accuracy, a table of the classes, and the confusion matrix. */
  public String text() {
    return """
        Test accuracy: %s %% (%s of %s right)

        %s
        Predicted class (columns, by number) of each class's samples:
        %s"""
        .formatted(
            Figures.percent(accuracy()),
            right(),
            samples(),
            TextTable.text(columns()),
            TextTable.text(confusionColumns()));
  }

  /** The same as JSON; a figure without samples is null. */
  public ObjectNode json() {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.set("accuracy", JsonRows.value(accuracy()));
    object.put("samples", samples());
    ArrayNode classes = object.putArray("classes");
    for (int number = 0; number < names.size(); number++) {
      ObjectNode row = classes.addObject();
      row.put("class", number);
      row.put("name", names.get(number));
      row.set("recall", value(recall(number)));
      row.set("precision", value(precision(number)));
      row.set("f1", value(f1(number)));
      row.put("samples", support(number));
      ArrayNode predicted = row.putArray("predicted");
      Arrays.stream(confusion[number]).forEach(predicted::add);
    }
    return object;
  }

  private List<TextColumn> columns() {
    return List.of(
        classes("class"),
        numbers("recall %", number -> percent(recall(number))),
        numbers("precision %", number -> percent(precision(number))),
        numbers("F1 %", number -> percent(f1(number))),
        numbers("samples", number -> Integer.toString(support(number))));
  }

  private List<TextColumn> confusionColumns() {
    List<TextColumn> columns = new ArrayList<>();
    columns.add(classes("right class"));
    for (int predicted = 0; predicted < names.size(); predicted++) {
      int column = predicted;
      columns.add(
          numbers(Integer.toString(column), number -> Integer.toString(confusion[number][column])));
    }
    return columns;
  }

  private TextColumn classes(String title) {
    return TextColumn.left(title, all().mapToObj(number -> number + " " + names.get(number)));
  }

  private TextColumn numbers(String title, IntFunction<String> cell) {
    return TextColumn.right(title, all().mapToObj(cell));
  }

  private IntStream all() {
    return IntStream.range(0, names.size());
  }

  private int samples() {
    return all().map(this::support).sum();
  }

  private int right() {
    return all().map(number -> confusion[number][number]).sum();
  }

  private int support(int number) {
    return Arrays.stream(confusion[number]).sum();
  }

  private OptionalDouble recall(int number) {
    return share(confusion[number][number], support(number));
  }

  private OptionalDouble precision(int number) {
    return share(confusion[number][number], predictions(number));
  }

  /**
   * Harmonic mean of recall and precision: twice the right ones, divided by the sum of both totals.
   */
  private OptionalDouble f1(int number) {
    return share(2 * confusion[number][number], support(number) + predictions(number));
  }

  private int predictions(int number) {
    return all().map(label -> confusion[label][number]).sum();
  }

  private static OptionalDouble share(int part, int whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of(100.0 * part / whole);
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent() ? Figures.percent(share.getAsDouble()) : Figures.NONE;
  }

  private static JsonNode value(OptionalDouble share) {
    return JsonRows.value(share.isPresent() ? share.getAsDouble() : null);
  }
}
