package org.sparkhalving.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.scoring.BestModel;
import org.sparkhalving.spark.StudySession;

/**
 * Scores a table on one core, twice in a process: writes it, and then computes it without writing,
 * of which the processor time is printed, in seconds.
 */
public final class ScoreTime {
  private ScoreTime() {}

  /**
   * Times it.
   *
   * @param arguments a study, a Parquet table with a column {@code image}, and where to write
   */
  public static void main(String[] arguments) throws IOException {
    System.setProperty("spark.master", "local[1]");
    System.setProperty("spark.ui.enabled", "false");
    try (SparkSession session = StudySession.forTables("score-time")) {
      BestModel model = BestModel.load(arguments[0]);
      score(session, model, arguments[1]).write().mode(SaveMode.Overwrite).parquet(arguments[2]);
      long before = processorNanos();
      score(session, model, arguments[1]).write().format("noop").mode(SaveMode.Overwrite).save();
      System.out.printf(Locale.ROOT, "%.3f%n", (processorNanos() - before) / 1e9);
    }
  }

  /** Of all threads of the process, the compiler's and the garbage collector's included. */
  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static Dataset<Row> score(SparkSession session, BestModel model, String table) {
    return model.score(session.read().parquet(table), "image");
  }
}
