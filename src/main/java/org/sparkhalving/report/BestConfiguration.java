package org.sparkhalving.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Metric;

/**
 * One trial's configuration and how good it is; usually the chosen trial's.
 *
 * @param trial trial number, from 0
 * @param hyperparameters value by name, including those that were not searched
 * @param epochs how many epochs it was trained for
 * @param metric what trials are ranked by
 * @param epoch the one that the model is of
 * @param testAccuracy accuracy over the test set in percent; empty when it was not measured
 * @param model where the model is, a URI; empty when the trial was simulated
 */
public record BestConfiguration(
    int trial,
    Map<String, Object> hyperparameters,
    int epochs,
    Metric metric,
    EpochMetrics epoch,
    OptionalDouble testAccuracy,
    Optional<String> model) {
  /** Takes a copy of the hyperparameters. */
  public BestConfiguration {
    hyperparameters = Collections.unmodifiableMap(new LinkedHashMap<>(hyperparameters));
  }

  /**
   * A block of lines under {@code title}, of the figures the one that trials are ranked by first.
   * Hyperparameters have all their digits, in the form in which settings take them.
   *
   * @param title such as {@code Best configuration}
   */
  public String text(String title) {
    Map<String, String> lines = new LinkedHashMap<>();
    hyperparameters.forEach((name, value) -> lines.put(name, "= " + Cells.text(value, "null")));
    boolean hasAccuracy = epoch.recorded(EpochMetrics::valAccuracy) != null;
    if (metric == Metric.VAL_LOSS || !hasAccuracy) {
      lines.put("validation loss", Figures.loss(epoch.valLoss()));
    }
    if (hasAccuracy) {
      lines.put("validation accuracy", Figures.percent(epoch.valAccuracy()) + " %");
    }
    testAccuracy.ifPresent(test -> lines.put("test accuracy", Figures.percent(test) + " %"));
    lines.put("model", model.orElse("none: the trials were simulated"));
    int width = lines.keySet().stream().mapToInt(String::length).max().orElseThrow();
    StringBuilder text = new StringBuilder(title + ": trial " + trial);
    text.append(" (")
        .append(epoch.epoch() == epochs ? "" : "epoch %s of ".formatted(epoch.epoch()))
        .append(epoch.epoch() == epochs ? Figures.count(epochs, "epoch") : epochs)
        .append(")\n");
    lines.forEach(
        (name, value) ->
            text.append("  ")
                .append(name)
                .append(" ".repeat(width - name.length() + 1))
                .append(value)
                .append('\n'));
    return text.toString();
  }

  /**
   * The same as a JSON object; {@code test_accuracy} is null when it was not measured. Losses and
   * accuracies are those of {@code epoch}.
   */
  public ObjectNode json() {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("trial", trial);
    object.put("epochs", epochs);
    object.put("epoch", epoch.epoch());
    object.set("hyperparameters", JsonRows.value(hyperparameters));
    object.set("val_accuracy", JsonRows.value(epoch.recorded(EpochMetrics::valAccuracy)));
    object.set("val_loss", JsonRows.value(epoch.valLoss()));
    object.set("train_loss", JsonRows.value(epoch.recorded(EpochMetrics::trainLoss)));
    object.set(
        "test_accuracy",
        JsonRows.value(testAccuracy.isPresent() ? testAccuracy.getAsDouble() : null));
    object.put("model", model.orElse(null));
    return object;
  }
}
