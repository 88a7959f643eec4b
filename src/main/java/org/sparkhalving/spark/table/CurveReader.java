package org.sparkhalving.spark.table;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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
import org.sparkhalving.input.Curves;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.failure.FailureText;

/** Reads learning curves from a CSV or Parquet file, or a folder of such files. */
public final class CurveReader {
  private static final List<String> COLUMNS =
      List.of("trial", "epoch", "train_loss", "val_accuracy", "val_loss", "seconds");

  private static final int FILE = COLUMNS.size();
  private static final String CURE =
      "; a table of curves has the columns " + String.join(", ", COLUMNS);

  private final SparkSession session;
  private final String place;
  private final SortedMap<Long, SortedMap<Long, EpochMetrics>> byTrial = new TreeMap<>();
  private final Map<String, Integer> rows = new HashMap<>();

  private CurveReader(SparkSession session, String place) {
    this.session = session;
    this.place = place;
  }

  /**
   * The curves that a study's settings name.
   *
   * @throws ReportedException when they cannot be read, or are wrong, naming file and row; or when
   *     a curve is shorter than the study asks for
   */
  public static Curves read(SparkSession session, Settings settings) {
    String place = settings.simulation().orElseThrow().curves();
    CurveReader reader = new CurveReader(session, place);
    reader.rows().forEach(reader::add);
    return Curves.of(place, reader.byTrial, settings.scheduler().maxEpochs());
  }

  /** All rows, in their order within a file, with the file's name after the columns. */
  private List<Row> rows() {
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
      refuseMissing(Arrays.asList(table.columns()));
      Column[] columns = new Column[FILE + 1];
      for (int index = 0; index < FILE; index++) {
        columns[index] = table.col(COLUMNS.get(index));
      }
      columns[FILE] = functions.input_file_name();
      return table.select(columns).collectAsList();
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
                  CURE));
    }
  }

  private enum Format {
    CSV("CSV"),
    PARQUET("Parquet");

    private final String words;

    Format(String words) {
      this.words = words;
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
            "there is no %s: set simulation.curves to a file or folder"
                .formatted(files.makeQualified(path)));
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
          "cannot read %s: %s. Check simulation.curves and the access to it"
              .formatted(place, e.getMessage()));
    }
    throw new ReportedException(
        ErrorKind.ENVIRONMENT,
        "%s is no table: simulation.curves must be a file or folder of .csv, .csv.gz or .parquet"
            .formatted(place));
  }

  private void refuseMissing(List<String> columns) {
    for (String column : COLUMNS) {
      if (!columns.contains(column)) {
        throw new ReportedException(
            ErrorKind.ENVIRONMENT,
            "%s has no column %s (it has %s)%s"
                .formatted(place, column, String.join(", ", columns), CURE));
      }
    }
  }

  private void add(Row row) {
    String file = row.getString(FILE);
    CurveRow cells =
        new CurveRow(row, "row %s of %s".formatted(rows.merge(file, 1, Integer::sum), file));
    long trial = cells.whole("trial", 0);
    EpochMetrics epoch =
        new EpochMetrics(
            (int) cells.whole("epoch", 1),
            cells.loss("train_loss"),
            cells.loss("val_loss"),
            cells.percent("val_accuracy"),
            Double.NaN,
            cells.seconds("seconds"));
    EpochMetrics before =
        byTrial.computeIfAbsent(trial, number -> new TreeMap<>()).put((long) epoch.epoch(), epoch);
    if (before != null) {
      throw cells.refused(
          "trial %s has epoch %s twice".formatted(trial, epoch.epoch()), "keep one row");
    }
  }
}
