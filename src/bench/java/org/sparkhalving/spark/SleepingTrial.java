package org.sparkhalving.spark;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Effort;
import org.sparkhalving.history.Event;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.spark.executor.TrialTask;
import org.sparkhalving.spark.table.TrialDataset;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.storage.lock.HostName;
import org.sparkhalving.study.Backend;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * A task that sleeps where {@link TrialTask} trains: one epoch, with a checkpoint of a few bytes.
 */
final class SleepingTrial extends AbstractFunction1<Iterator<Row>, Backend.Ended>
    implements Serializable {
  private static final long serialVersionUID = 1;

  /** What all tasks share, as in {@link TrialTask}. */
  record Shared(
      Broadcast<SerializableConfiguration> hadoop, String study, String driver, long millis)
      implements Serializable {}

  private final Shared shared;
  private final Backend.Order order;

  SleepingTrial(Shared shared, Backend.Order order) {
    this.shared = shared;
    this.order = order;
  }

  @Override
  public Backend.Ended apply(Iterator<Row> rows) {
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
    Effort effort =
        Effort.of(
            "sleeping",
            HostName.local(),
            shared.millis() / 1000.0,
            Duration.ofMillis(shared.millis()));
    return Backend.Ended.of(
        Event.Finished.of(order.trial(), order.rung(), List.of(epoch), published, effort),
        Set.of("sleeping"));
  }

  private void sleep() {
    try {
      Thread.sleep(shared.millis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
