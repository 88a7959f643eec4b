package org.sparkhalving.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.report.Csv;
import org.sparkhalving.report.JsonRows;
import org.sparkhalving.report.Rows;
import org.sparkhalving.report.TextTable;
import org.sparkhalving.spark.ReadOnlyQuery;
import org.sparkhalving.spark.ResultTables;
import org.sparkhalving.spark.StudySession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import scala.jdk.javaapi.CollectionConverters;

/** Asks a study's tables. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = "Runs a Spark SQL query over a study's views trials, epochs and decisions.")
final class SqlCommand implements Callable<Integer> {
  /** How rows are printed. */
  enum Format {
    TABLE,
    CSV,
    JSON
  }

  private final Terminal terminal;

  @Parameters(
      index = "0",
      paramLabel = "STUDY",
      description = "The study's folder, or any Hadoop URI.")
  private String study;

  @Parameters(
      index = "1",
      paramLabel = "QUERY",
      description = "Such as \"SELECT * FROM trials ORDER BY val_accuracy DESC\".")
  private String query;

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
    StoredStudy stored = StoredStudy.read(study, StudySession.hadoop());
    try (SparkSession session = StudySession.forQueries()) {
      new ResultTables(session, stored.folder(), stored.settings(), stored.history()).createViews();
      terminal.out().print(text(ReadOnlyQuery.run(session, query)));
      terminal.out().flush();
    }
    return ExitCode.DONE;
  }

  private String text(Dataset<Row> result) {
    List<String> columns = Arrays.asList(result.columns());
    List<List<Object>> rows = result.collectAsList().stream().map(SqlCommand::values).toList();
    Rows table = new Rows(columns, rows);
    return switch (format) {
      case TABLE -> TextTable.of(table, "NULL");
      case CSV -> Csv.of(table);
      case JSON -> JsonRows.of(table);
    };
  }

  /** A row's values; Spark's sequences and rows become lists. */
  private static List<Object> values(Row row) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      Object value = row.get(i);
      if (value instanceof scala.collection.Seq<?> sequence) {
        values.add(List.copyOf(CollectionConverters.asJava(sequence)));
      } else {
        values.add(value instanceof Row nested ? values(nested) : value);
      }
    }
    return values;
  }
}
