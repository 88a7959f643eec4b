package org.sparkhalving.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.FencedOutException;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.StudyHistory;
import org.sparkhalving.storage.TableFiles;

/** A study's tables as Spark's views and as Parquet. */
public final class ResultTables {
  /**
   * How many rows the driver hands to Spark at a time. A few times that fit in a task
   * (spark.rpc.message.maxSize, 128 MiB); all of a large study's do not, nor twice in the heap.
   */
  private static final int CHUNK = 100_000;

  private final SparkSession session;
  private final StudyFolder folder;
  private final TableRows rows;
  private final int chunk;

  /** The tables of the study in {@code folder}. */
  public ResultTables(
      SparkSession session, StudyFolder folder, Settings settings, StudyHistory history) {
    this(session, folder, settings, history, CHUNK);
  }

  ResultTables(
      SparkSession session,
      StudyFolder folder,
      Settings settings,
      StudyHistory history,
      int chunk) {
    this.session = session;
    this.folder = folder;
    this.rows =
        new TableRows(
            folder,
            new CheckpointStore(folder.uri(), session.sparkContext().hadoopConfiguration()),
            settings,
            history);
    this.chunk = chunk;
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
   * Writes the three tables as Parquet, in place of what is there.
   *
   * @param driver this session's unique name
   * @param journal the session's, which says whether it is still the study's driver
   * @throws FencedOutException when it is not
   * @throws StorageFailureException when one cannot be written; then all old ones are still there
   */
  void write(String driver, Journal journal) {
    TableFiles files = new TableFiles(folder, driver);
    List<TableRows.Table> tables = rows.tables();
    tables.forEach(table -> write(table, files));
    files.publish(tables.stream().map(TableRows.Table::name).toList(), journal);
  }

  private void write(TableRows.Table table, TableFiles files) {
    Iterator<Row> rows = table.rows().iterator();
    Dataset<Row> all = next(rows, table);
    if (rows.hasNext()) {
      String parts = files.staging(table.name() + "-parts");
      write(table, all, "overwrite", parts);
      while (rows.hasNext()) {
        write(table, next(rows, table), "append", parts);
      }
      Column[] key = table.key().stream().map(functions::col).toArray(Column[]::new);
      all =
          session
              .read()
              .schema(table.columns())
              .parquet(parts)
              .coalesce(1)
              .sortWithinPartitions(key);
    }
    write(table, all, "overwrite", files.staging(table.name()));
  }

  private Dataset<Row> next(Iterator<Row> rows, TableRows.Table table) {
    List<Row> next = new ArrayList<>();
    while (rows.hasNext() && next.size() < chunk) {
      next.add(rows.next());
    }
    return session.createDataFrame(next, table.columns()).coalesce(1);
  }

  private void write(TableRows.Table table, Dataset<Row> rows, String mode, String place) {
    try {
      rows.write()
          .option("mapreduce.fileoutputcommitter.algorithm.version", "2")
          .option("mapreduce.fileoutputcommitter.marksuccessfuljobs", "false")
          .mode(mode)
          .parquet(place);
    } catch (Exception e) { // Spark's checked exceptions are thrown by methods that don't say so.
      throw StorageFailureException.ofTable(table.name(), folder.uri(), e);
    }
  }
}
