package org.sparkhalving.spark.table;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.failure.FailureText;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.FencedOutException;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.TableFiles;
import org.sparkhalving.storage.file.AccessException;

/** A study's tables as Spark's views and as Parquet. */
public final class ResultTables {
  private final SparkSession session;
  private final StudyFolder folder;
  private final TableRows rows;

  /** The tables of the study in {@code folder}. */
  public ResultTables(
      SparkSession session, StudyFolder folder, Settings settings, StudyHistory history) {
    this.session = session;
    this.folder = folder;
    this.rows =
        new TableRows(
            folder,
            new CheckpointStore(folder.uri(), session.sparkContext().hadoopConfiguration()),
            settings,
            history);
  }

  /** Registers the three tables as temporary views. */
  public void createViews() {
    for (TableRows.Table table : rows.tables()) {
      session
          .createDataFrame(table.rows().toList(), table.columns())
          .createOrReplaceTempView(table.name());
    }
  }

  /**
   * Writes the three tables as Parquet, in place of what is there. The driver does it alone, so
   * that a study can stop even when it has no executor.
   *
   * @param driver this session's unique name
   * @param journal the session's, which says whether it is still the study's driver
   * @throws FencedOutException when it is not
   * @throws ReportedException when one cannot be written; then all old ones are still there
   */
  public void write(String driver, Journal journal) {
    TableFiles files = new TableFiles(folder, driver);
    List<TableRows.Table> tables = rows.tables();
    tables.forEach(table -> stage(table, files));
    files.publish(tables.stream().map(TableRows.Table::name).toList(), journal);
  }

  private void stage(TableRows.Table table, TableFiles files) {
    try {
      files.stage(table.name(), ParquetTable.of(table.columns(), table.rows().iterator()));
    } catch (IOException | AccessException e) {
      throw new ReportedException(
          ErrorKind.ENVIRONMENT,
          "cannot write the table %s of %s: %s; check that the place is reachable and has room, and resume with --resume: no result is lost, since tables are made of the journal"
              .formatted(table.name(), folder.uri(), FailureText.summary(FailureText.innermost(e))),
          e);
    }
  }
}
