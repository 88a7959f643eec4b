package org.sparkhalving.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.scoring.BestModel;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.DriverDevices;
import org.sparkhalving.spark.executor.NoDeviceException;
import org.sparkhalving.spark.failure.FailureText;
import org.sparkhalving.storage.file.FileAccess;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * A model's predictions for a table, as a Spark job.
 *
 * @param table to read, Parquet
 * @param column with the images
 * @param out to write, Parquet, where nothing is yet
 */
record TablePrediction(String table, String column, String out) {
  private static final int ATTEMPTS = 3;

  /** By which Spark would make a number of a folder's name such as {@code day=0012}. */
  private static final String INFERENCE = "spark.sql.sources.partitionColumnTypeInference.enabled";

  /** How many rows were written, and how many of them have an error. */
  record Counts(long rows, long errors) {}

  /**
   * Refuses places that cannot be used, before anything is started.
   *
   * @throws ReportedException when there is something at {@code out} already, or that is in the
   *     table's folder
   */
  void check(Configuration hadoop) {
    Path from = FileAccess.place(table, hadoop).path();
    FileAccess.Place place = FileAccess.place(out, hadoop);
    for (Path above = place.path().getParent(); above != null; above = above.getParent()) {
      if (above.equals(from)) {
        throw new ReportedException(
            ErrorKind.USAGE,
            "--out %s is in the table's own folder, and would be read as part of it; choose another place"
                .formatted(place.path()));
      }
    }
    try {
      if (place.path().getFileSystem(hadoop).exists(place.path())) {
        throw new ReportedException(
            ErrorKind.USAGE,
            "%s exists, and no table is replaced; give --out another name, or move it"
                .formatted(place.path()));
      }
    } catch (IOException e) {
      throw new ReportedException(
          ErrorKind.ENVIRONMENT, "cannot look at %s: %s".formatted(place.path(), e), e);
    }
  }

  /**
   * Computes and writes them.
   *
   * @throws ReportedException when the table cannot be read, has no such column, or the job fails
   */
  Counts write(BestModel model, Settings.DeviceChoice device, Terminal terminal)
      throws IOException {
    Settings.Resources resources =
        new Settings.Resources(device, 1, 1, OptionalInt.empty(), ATTEMPTS, 1, Precision.FLOAT32);
    try (SparkSession session =
        Startup.ofStudy("spark-halving predict", resources, terminal::notice)) {
      Optional<Integer> gpu = DriverDevices.first(session, resources);
      return write(session, model.on(device).onDriversGpu(gpu));
    } catch (NoDeviceException e) {
      throw new ReportedException(
          ErrorKind.ENVIRONMENT,
          "--device=cuda, but the engine finds no CUDA device: predict on a host with one and build with `mvn -Pgpu clean package -DskipTests`, or give --device=auto or --device=cpu",
          e);
    }
  }

  private Counts write(SparkSession session, BestModel model) {
    Observation counts = new Observation();
    Dataset<Row> scored =
        scored(session, model)
            .observe(
                counts,
                functions.count(functions.lit(1)).as("rows"),
                functions.count(functions.col("error")).as("errors"));
    try {
      scored.write().parquet(out);
      Map<String, Object> counted = counts.getAsJava();
      return new Counts((long) counted.get("rows"), (long) counted.get("errors"));
    } catch (Exception e) { // Spark's checked exceptions are thrown by methods that don't say so.
      // What Spark refuses before it starts has written nothing, and what is there is another's.
      String left =
          e instanceof AnalysisException
              ? ""
              : ". What may have been written to %s is no whole table; remove it before you try again"
                  .formatted(out);
      throw failure("scored", e, left);
    }
  }

  private Dataset<Row> scored(SparkSession session, BestModel model) {
    if (!session.sparkContext().getConf().contains(INFERENCE)) {
      session.conf().set(INFERENCE, "false");
    }
    try {
      return model.score(session.read().parquet(table), column);
    } catch (ReportedException e) {
      throw e;
    } catch (Exception e) { // As above.
      throw failure("read", e, "");
    }
  }

  private ReportedException failure(String done, Exception error, String left) {
    Throwable innermost = FailureText.innermost(error);
    String why =
        innermost.getMessage() == null
            ? innermost.getClass().getName()
            : FailureText.summary(innermost).replaceFirst("[.;]$", "");
    return new ReportedException(
        ErrorKind.ENVIRONMENT,
        "the table %s could not be %s: %s%s".formatted(table, done, why, left),
        error);
  }
}
