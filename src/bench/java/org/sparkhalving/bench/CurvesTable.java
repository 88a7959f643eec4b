package org.sparkhalving.bench;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/**
 * Writes a study's curves as one Parquet file: a row for each epoch of each trial, with the trial's
 * hyperparameters.
 *
 * <p>Arguments: the study's folder, the folder of the file.
 */
final class CurvesTable {
  private CurvesTable() {}

  public static void main(String[] arguments) throws IOException {
    try (SparkSession session = SparkSession.builder().master("local[1]").getOrCreate()) {
      session.read().parquet(arguments[0] + "/epochs").createOrReplaceTempView("epochs");
      session.read().parquet(arguments[0] + "/trials").createOrReplaceTempView("trials");
      session
          .sql(
              "SELECT e.trial, e.epoch, e.train_loss, e.val_accuracy, e.val_loss, e.seconds, t.base_lr, t.batch_size, t.l1_size,"
                  + " t.l1_drop, t.l2_size, t.l2_drop, t.l3_size, t.l3_drop, t.l2_rate, t.t_max"
                  + " FROM epochs e JOIN trials t ON e.trial = t.trial ORDER BY e.trial, e.epoch")
          .coalesce(1)
          .write()
          .parquet(arguments[1]);
    }
  }
}
