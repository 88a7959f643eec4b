package org.sparkhalving.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.sparkhalving.report.Rows;
import org.sparkhalving.report.TextTable;
import org.sparkhalving.report.page.Arrival;
import org.sparkhalving.report.page.Comparison;
import org.sparkhalving.report.page.StudySummary;

/** Studies side by side, as tables of text. */
record ComparisonText(List<Comparison.Study> studies) {
  /** Budgets of a table: the greatest, its half, its quarter, and so on. */
  private static final int BUDGETS = 8;

  private static final List<String> COSTS =
      List.of(
          "study", "state", "best", "test %", "trials", "failed", "epochs", "device time", "time");

  /** Results and costs, then the best so far by epochs and by time. */
  String tables() {
    return """
    %s
    Best so far by epochs trained:

    %s
    Best so far by time that a driver was at work:

    %s"""
        .formatted(costs(), byEpochs(), byTime());
  }

  private String costs() {
    return TextTable.of(new Rows(COSTS, studies.stream().map(ComparisonText::costs).toList()), "-");
  }

  private static List<Object> costs(Comparison.Study study) {
    StudySummary summary = study.summary();
    return Arrays.asList(
        study.label(),
        summary.state(),
        summary.bestInWords(),
        summary.testAccuracy(),
        summary.trials(),
        summary.failed(),
        summary.epochsInWords(),
        summary.deviceTime(),
        summary.wallTime());
  }

  private String byEpochs() {
    double most =
        studies.stream().mapToDouble(study -> study.summary().epochs()).max().orElseThrow();
    return best("epochs", most, Math::rint, Arrival::epochs, budget -> (Object) (long) budget);
  }

  private String byTime() {
    double most = studies.stream().mapToDouble(ComparisonText::seconds).max().orElseThrow();
    return best("time", most, budget -> budget, Arrival::seconds, StudySummary::time);
  }

  /** Until its end, or its last record, whose time is rounded. */
  private static double seconds(Comparison.Study study) {
    return study.records().stream()
        .mapToDouble(Arrival::seconds)
        .reduce(study.summary().wallSeconds(), Math::max);
  }

  private String best(
      String name,
      double most,
      DoubleUnaryOperator rounding,
      ToDoubleFunction<Arrival> cost,
      DoubleFunction<Object> inWords) {
    List<String> columns = new ArrayList<>(List.of(name));
    studies.forEach(study -> columns.add(study.label()));
    Map<Object, List<Object>> rows = new LinkedHashMap<>(); // One for each text.
    double[] budgets =
        IntStream.range(0, BUDGETS)
            .mapToDouble(place -> most / (1 << (BUDGETS - 1 - place)))
            .map(rounding)
            .distinct()
            .toArray();
    for (double budget : budgets) {
      List<Object> row = new ArrayList<>(List.of(inWords.apply(budget)));
      studies.forEach(study -> row.add(best(study, cost, budget)));
      if (row.stream().skip(1).anyMatch(Objects::nonNull)) {
        rows.put(row.get(0), row);
      }
    }
    return TextTable.of(new Rows(columns, List.copyOf(rows.values())), "-");
  }

  /** The best so far once {@code cost} has reached a budget, in words; null before the first. */
  private static String best(
      Comparison.Study study, ToDoubleFunction<Arrival> cost, double budget) {
    return study.records().stream()
        .filter(record -> cost.applyAsDouble(record) <= budget)
        .reduce((before, after) -> after)
        .map(record -> StudySummary.inWords(study.summary().metric(), record.metric()))
        .orElse(null);
  }
}
