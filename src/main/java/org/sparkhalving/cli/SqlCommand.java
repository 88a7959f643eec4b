package org.sparkhalving.cli;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.report.Csv;
import org.sparkhalving.report.JsonRows;
import org.sparkhalving.report.Rows;
import org.sparkhalving.report.StudyQuery;
import org.sparkhalving.report.TextTable;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Metric;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.text.Suggestion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a study's tables. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description =
        "Runs a Spark SQL query over a study's views trials, epochs, decisions and attempts.")
final class SqlCommand implements Callable<Integer> {
  /** How rows are printed. */
  enum Format {
    TABLE,
    CSV,
    JSON
  }

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "STUDY",
      description = "The study's folder, or any Hadoop URI.")
  private String study;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "QUERY",
      description = "Such as \"SELECT * FROM trials ORDER BY best_val_accuracy DESC\".")
  private String query;

  @Option(
      names = "--query",
      paramLabel = "NAME",
      description = "Run the query of this name instead, one of those that --list prints.")
  private String name;

  @Option(names = "--list", description = "List the queries that have names, and end.")
  private boolean list;

  @Option(
      names = "--format",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format;

  SqlCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (list) {
      terminal.out().print(text(names()));
      return ExitCode.DONE;
    }
    if (study == null || (query == null) == (name == null)) {
      throw new ParameterException(
          spec.commandLine(),
          "sql takes a STUDY and either a QUERY or --query NAME (--list prints the names)");
    }
    if (name != null) {
      requireName();
    }
    StoredStudy stored = StoredStudy.read(study, StudySession.hadoop());
    String sql =
        name == null
            ? query
            : StudyQuery.named(name, stored.history().criterion()).orElseThrow().sql();
    try (SparkSession session = Startup.ofTables("spark-halving sql")) {
      QueryRows.createViews(session, stored);
      terminal.out().print(text(QueryRows.of(session, sql)));
      terminal.out().flush();
    }
    return ExitCode.DONE;
  }

  private static Rows names() {
    return new Rows(
        List.of("name", "title"),
        StudyQuery.all(Criterion.best(Metric.VAL_ACCURACY)).stream()
            .map(one -> List.<Object>of(one.name(), one.title()))
            .toList());
  }

  private void requireName() {
    List<String> names = StudyQuery.names();
    if (!names.contains(name)) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "there is no query called %s; allowed: %s%s"
              .formatted(
                  name,
                  String.join(", ", names),
                  Suggestion.nearest(name, names).map("; did you mean %s?"::formatted).orElse("")));
    }
  }

  private String text(Rows rows) {
    return switch (format) {
      case TABLE -> TextTable.of(rows, "NULL");
      case CSV -> Csv.of(rows);
      case JSON -> {
        refuseEqualNames(rows.columns());
        yield JsonRows.of(rows);
      }
    };
  }

  private static void refuseEqualNames(List<String> columns) {
    Set<String> names = new HashSet<>();
    for (String column : columns) {
      if (!names.add(column)) {
        throw new ReportedException(
            ErrorKind.USAGE,
            "two columns are called %s, but the keys of a JSON object differ: give the columns different names with AS"
                .formatted(column));
      }
    }
  }
}
