package org.sparkhalving.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.sparkhalving.history.Finalist;
import org.sparkhalving.search.Metric;

/**
 * What a study's finalists gave when they were trained again: the mean of each one's runs, by which
 * they are ranked, and how far those lie apart.
 *
 * @param finalists the best mean first
 * @param metric what trials are ranked by
 */
public record FinalistTable(List<Finalist> finalists, Metric metric) {
  /** Takes a copy. */
  public FinalistTable {
    finalists = List.copyOf(finalists);
  }

  /** The table below its title; empty where there are no finalists. */
  public String text() {
    if (finalists.isEmpty()) {
      return "";
    }
    List<TextColumn> columns =
        List.of(
            column("trial", Finalist::trial),
            column("runs", finalist -> finalist.counted().size()),
            column("mean", finalist -> figure(finalist.mean())),
            column("spread", finalist -> spread(finalist.spread())),
            column("lowest", finalist -> figure(finalist.lowest())),
            column("highest", finalist -> figure(finalist.highest())),
            column("failed", Finalist::failed),
            column("best run", finalist -> finalist.best().trial()));
    return "Finalists by the mean %s of their runs, under one seed each\n\n%s%s"
        .formatted(metric.key(), TextTable.text(columns), failures());
  }

  private String failures() {
    int failed = finalists.stream().mapToInt(Finalist::failed).sum();
    return failed == 0
        ? ""
        : "%s failed: the means are without %s\n"
            .formatted(Figures.count(failed, "repeat"), failed == 1 ? "it" : "them");
  }

  /** The same for programs, an object a finalist; {@code spread} is null where one run counts. */
  public ArrayNode json() {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Finalist finalist : finalists) {
      array
          .addObject()
          .put("trial", finalist.trial())
          .put("runs", finalist.counted().size())
          .put("mean", finalist.mean())
          .put(
              "spread",
              finalist.spread().isPresent() ? (Double) finalist.spread().getAsDouble() : null)
          .put("lowest", finalist.lowest())
          .put("highest", finalist.highest())
          .put("failed", finalist.failed())
          .put("best_run", finalist.best().trial());
    }
    return array;
  }

  private TextColumn column(String name, Function<Finalist, Object> cell) {
    return TextColumn.right(
        name, finalists.stream().map(finalist -> cell.apply(finalist).toString()));
  }

  private String spread(OptionalDouble spread) {
    return spread.isPresent() ? figure(spread.getAsDouble()) : Figures.NONE;
  }

  private String figure(double value) {
    return switch (metric) {
      case VAL_ACCURACY -> Figures.percent(value);
      case VAL_LOSS -> Figures.loss(value);
    };
  }
}
