package org.sparkhalving.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.apache.hadoop.conf.Configuration;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.report.Rows;
import org.sparkhalving.report.TextTable;
import org.sparkhalving.report.page.Arrival;
import org.sparkhalving.report.page.WorkTime;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.storage.StudyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Compares studies: what they cost, what was the best when, and the settings that differ. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description =
        "Compares studies: results and costs, the best so far by epochs and by time, and the settings that differ.")
final class CompareCommand implements Callable<Integer> {
  /** Budgets of a table: the greatest, its half, its quarter, and so on. */
  private static final int BUDGETS = 8;

  private static final Set<String> NAMES = Set.of("study.name", "study.output");

  private final Terminal terminal;

  @Parameters(
      arity = "2..*",
      paramLabel = "STUDY",
      description = "The studies' folders, or any Hadoop URIs.")
  private List<String> uris;

  /** A study with its records, in their order. */
  private record Compared(StoredStudy study, StudySummary summary, List<Arrival> records) {

    /** The best so far once {@code cost} has reached a budget, in words; null before the first. */
    String best(ToDoubleFunction<Arrival> cost, double budget) {
      return records.stream()
          .filter(record -> cost.applyAsDouble(record) <= budget)
          .reduce((before, after) -> after)
          .map(record -> StudySummary.inWords(summary.metric(), record.metric()))
          .orElse(null);
    }
  }

  CompareCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Configuration hadoop = StudySession.hadoop();
    List<Compared> studies =
        uris.stream().map(uri -> compared(StoredStudy.read(uri, hadoop))).toList();
    requireOneMetric(studies);
    terminal.out().print(costs(studies));
    terminal.out().print("\nBest so far by epochs trained:\n\n" + byEpochs(studies));
    terminal.out().print("\nBest so far by time that a driver was at work:\n\n" + byTime(studies));
    terminal.out().print("\n" + settings(studies));
    terminal.out().flush();
    return ExitCode.DONE;
  }

  private static Compared compared(StoredStudy study) {
    return new Compared(
        study,
        StudySummary.of(study),
        Arrival.of(
                study.history(), study.journal().events(), new WorkTime(study.journal().events()))
            .stream()
            .filter(Arrival::record)
            .toList());
  }

  private static void requireOneMetric(List<Compared> studies) {
    List<String> metrics =
        studies.stream().map(study -> study.summary.metric().key()).distinct().toList();
    if (metrics.size() > 1) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "the studies have different metrics, %s: compare those that have the same scheduler.metric"
              .formatted(String.join(" and ", metrics)));
    }
  }

  private static String costs(List<Compared> studies) {
    return TextTable.of(
        new Rows(
            List.of(
                "study", "state", "best", "test %", "trials", "failed", "epochs", "devices",
                "time"),
            studies.stream().map(study -> costs(study.summary)).toList()),
        "-");
  }

  private static List<Object> costs(StudySummary study) {
    List<Object> row = new ArrayList<>();
    row.add(study.name());
    row.add(study.state());
    row.add(study.bestInWords());
    row.add(study.testAccuracy());
    row.add(study.trials());
    row.add(study.failed());
    row.add(study.epochsInWords());
    row.add(study.deviceTime());
    row.add(study.wallTime());
    return row;
  }

  private static String byEpochs(List<Compared> studies) {
    double most = studies.stream().mapToDouble(study -> study.summary.epochs()).max().orElseThrow();
    return best(studies, "epochs", most, Arrival::epochs, budget -> (Object) Math.round(budget));
  }

  private static String byTime(List<Compared> studies) {
    double most =
        studies.stream().mapToDouble(study -> study.summary.wallSeconds()).max().orElseThrow();
    return best(studies, "time", most, Arrival::seconds, StudySummary::time);
  }

  private static String best(
      List<Compared> studies,
      String name,
      double most,
      ToDoubleFunction<Arrival> cost,
      DoubleFunction<Object> inWords) {
    List<String> columns = new ArrayList<>(List.of(name));
    studies.forEach(study -> columns.add(study.summary.name()));
    List<List<Object>> rows = new ArrayList<>();
    for (int halvings = BUDGETS - 1; halvings >= 0; halvings--) {
      double budget = most / (1 << halvings);
      List<Object> row = new ArrayList<>(List.of(inWords.apply(budget)));
      studies.forEach(study -> row.add(study.best(cost, budget)));
      rows.add(row);
    }
    return TextTable.of(new Rows(columns, rows), "-");
  }

  /** In which settings each study differs from the first. */
  private static String settings(List<Compared> studies) {
    StudyFile first = studies.get(0).study.file();
    StringBuilder text = new StringBuilder();
    for (Compared other : studies.subList(1, studies.size())) {
      List<String> lines = first.differences(other.study.file().settings(), NAMES);
      text.append(
              "Settings of %s that are not those of %s%s"
                  .formatted(
                      other.summary.name(),
                      studies.get(0).summary.name(),
                      lines.isEmpty() ? ": none" : ":"))
          .append('\n');
      lines.forEach(line -> text.append("  ").append(line).append('\n'));
    }
    return text.toString();
  }
}
