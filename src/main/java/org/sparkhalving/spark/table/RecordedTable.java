package org.sparkhalving.spark.table;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.spark.failure.FailureText;

/**
 * A table that a setting names: a CSV or Parquet file, or a folder of such files.
 *
 * @param place where it is, any Hadoop URI
 * @param setting the setting's name
 * @param cure the end of a message about what it lacks
 */
record RecordedTable(SparkSession session, String place, String setting, String cure) {
  private enum Format {
    CSV("CSV"),
    PARQUET("Parquet");

    private final String words;

    Format(String words) {
      this.words = words;
    }
  }

  /**
   * All rows, in their order within a file: text from CSV files, typed from Parquet. The last
   * column is the file's name.
   *
   * @param needed columns that there must be
   * @param optional others, which rows have if the table does
   * @throws ReportedException when it cannot be read, or lacks a column
   */
  List<Row> rows(List<String> needed, List<String> optional) {
    Format format = format();
    try {
      Dataset<Row> table =
          format == Format.PARQUET
              ? session.read().parquet(place)
              : session
                  .read()
                  .option("header", true)
                  .option("enforceSchema", false)
                  .option("mode", "FAILFAST")
                  .csv(place);
      List<String> there = Arrays.asList(table.columns());
      refuseMissing(needed, there);
      return table
          .select(
              Stream.concat(
                      Stream.concat(needed.stream(), optional.stream().filter(there::contains))
                          .map(name -> table.col("`%s`".formatted(name.replace("`", "``")))),
                      Stream.of(functions.input_file_name()))
                  .toArray(Column[]::new))
          .collectAsList();
    } catch (ReportedException e) {
      throw e;
    } catch (Exception e) { // Spark's checked exceptions are thrown by methods that don't say so.
      throw new ReportedException(
          ErrorKind.ENVIRONMENT,
          "cannot read %s as %s: %s%s"
              .formatted(
                  place,
                  format.words,
                  FailureText.summary(FailureText.innermost(e)).replaceFirst("[.;]$", ""),
                  cure));
    }
  }

  private Format format() {
    try {
      Path path = new Path(place);
      Configuration hadoop = session.sparkContext().hadoopConfiguration();
      FileSystem files = path.getFileSystem(hadoop);
      if (!files.exists(path)) {
        throw new ReportedException(
            ErrorKind.ENVIRONMENT,
            "there is no %s: set %s to a file or folder"
                .formatted(files.makeQualified(path), setting));
      }
      for (FileStatus file : files.listStatus(path)) {
        String name = file.getPath().getName();
        if (name.endsWith(".parquet")) {
          return Format.PARQUET;
        }
        if (name.endsWith(".csv") || name.endsWith(".csv.gz")) {
          return Format.CSV;
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new ReportedException(
          ErrorKind.ENVIRONMENT,
          "cannot read %s: %s. Check %s and the access to it"
              .formatted(place, e.getMessage(), setting));
    }
    throw new ReportedException(
        ErrorKind.ENVIRONMENT,
        "%s is no table: %s must be a file or folder of .csv, .csv.gz or .parquet"
            .formatted(place, setting));
  }

  private void refuseMissing(List<String> needed, List<String> there) {
    for (String column : needed) {
      if (!there.contains(column)) {
        throw new ReportedException(
            ErrorKind.ENVIRONMENT,
            "%s has no column %s (it has %s)%s"
                .formatted(place, column, String.join(", ", there), cure));
      }
    }
  }
}
