package org.sparkhalving.spark;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.spark.executor.TrialOrder;
import org.sparkhalving.spark.executor.TrialReport;
import org.sparkhalving.spark.executor.TrialTask;
import org.sparkhalving.spark.table.TrialDataset;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.lock.HostName;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * A task that sleeps where {@link TrialTask} trains: one epoch, with a checkpoint of a few bytes.
 */
final class SleepingTrial extends AbstractFunction1<Iterator<Row>, TrialReport>
    implements Serializable {
  private static final long serialVersionUID = 1;

  /** What all tasks share, as in {@link TrialTask}. */
  record Shared(
      Broadcast<SerializableConfiguration> hadoop, String study, String driver, long millis)
      implements Serializable {}

  private final Shared shared;
  private final TrialOrder order;

  SleepingTrial(Shared shared, TrialOrder order) {
    this.shared = shared;
    this.order = order;
  }

  @Override
  public TrialReport apply(Iterator<Row> rows) {
    if (!rows.hasNext()) { // Spark's iterators have a next row only once they were asked.
      throw new IllegalStateException("the partition of trial " + order.trial() + " is empty");
    }
    long seed = TrialDataset.seed(rows.next());
    sleep();
    double accuracy = 100 * Seeds.unit(seed);
    EpochMetrics epoch =
        new EpochMetrics(
            order.target(), 1, 100 - accuracy, accuracy, 0.001, shared.millis() / 1000.0);
    CheckpointStore store = new CheckpointStore(shared.study(), shared.hadoop().value().value());
    CheckpointReference published =
        store.publish(
            order.trial(),
            order.target(),
            shared.driver() + "-" + TaskContext.get().taskAttemptId(),
            ("made up " + seed).getBytes(StandardCharsets.UTF_8));
    return new TrialReport(
        new ArrayList<>(List.of(epoch)),
        published,
        null,
        "",
        new TrialReport.Place("sleeping", HostName.local(), "sleeping"),
        shared.millis() / 1000.0,
        Duration.ofMillis(shared.millis()));
  }

  private void sleep() {
    try {
      Thread.sleep(shared.millis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
