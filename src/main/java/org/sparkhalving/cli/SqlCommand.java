package org.sparkhalving.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.report.Csv;
import org.sparkhalving.report.JsonRows;
import org.sparkhalving.report.Rows;
import org.sparkhalving.report.TextTable;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.spark.table.ReadOnlyQuery;
import org.sparkhalving.spark.table.ResultTables;
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
      description = "Such as \"SELECT * FROM trials ORDER BY best_val_accuracy DESC\".")
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
    try (SparkSession session = Startup.ofTables("spark-halving sql")) {
      new ResultTables(session, stored.folder(), stored.settings(), stored.history()).createViews();
      terminal.out().print(rows(session));
      terminal.out().flush();
    }
    return ExitCode.DONE;
  }

  private String rows(SparkSession session) {
    try {
      return text(ReadOnlyQuery.run(session, query));
    } catch (
        Exception e) { // Spark's checked AnalysisException is thrown by methods that don't say so.
      if (e instanceof AnalysisException wrong) {
        throw new ReportedException(ErrorKind.USAGE, wrong.getSimpleMessage().strip());
      }
      if (e instanceof SparkThrowable) {
        throw new ReportedException(ErrorKind.USAGE, "the query failed: " + e.getMessage().strip());
      }
      throw e;
    }
  }

  private String text(Dataset<Row> result) {
    List<String> columns = Arrays.asList(result.columns());
    if (format == Format.JSON) {
      refuseEqualNames(columns);
    }
    List<List<Object>> rows = result.collectAsList().stream().map(SqlCommand::values).toList();
    Rows table = new Rows(columns, rows);
    return switch (format) {
      case TABLE -> TextTable.of(table, "NULL");
      case CSV -> Csv.of(table);
      case JSON -> JsonRows.of(table);
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

  private static List<Object> values(Row row) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      values.add(value(row.get(i)));
    }
    return values;
  }

  /** A value of Java's: Spark's sequences and rows become lists, its maps maps. */
  private static Object value(Object value) {
    if (value instanceof scala.collection.Seq<?> sequence) {
      return CollectionConverters.asJava(sequence).stream().map(SqlCommand::value).toList();
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      Map<String, Object> entries = new LinkedHashMap<>();
      CollectionConverters.asJava(map)
          .forEach((key, inner) -> entries.put(String.valueOf(key), value(inner)));
      return entries;
    }
    return value instanceof Row nested ? values(nested) : value;
  }
}
