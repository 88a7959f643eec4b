package org.sparkhalving.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.spark.ReadOnlyQuery;
import org.sparkhalving.spark.ResultTables;
import org.sparkhalving.spark.StudySession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
      ReadOnlyQuery.run(session, query).show(100, false);
    }
    return ExitCode.DONE;
  }
}
