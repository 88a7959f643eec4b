package org.sparkhalving.spark;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.sparkhalving.spark.executor.TrialTask;
import org.sparkhalving.study.Backend;
import scala.Function1;
import scala.collection.Iterator;
import scala.concurrent.ExecutionContext;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** A study's orders as Spark's jobs, each of one task. */
final class TrialJobs {
  private final SparkContext context;
  private final TrialBatches trials;
  private final Function<Backend.Order, Function1<Iterator<Row>, Backend.Ended>> work;
  private final String tag;

  /**
   * Jobs of one session.
   *
   * @param driver this session's unique name
   * @param trials the trials' rows
   * @param work what a task does for an order with its trial's row, a {@link TrialTask}
   */
  TrialJobs(
      SparkContext context,
      String driver,
      TrialBatches trials,
      Function<Backend.Order, Function1<Iterator<Row>, Backend.Ended>> work) {
    this.context = context;
    this.trials = trials;
    this.work = work;
    this.tag = "study-" + driver;
  }

  /**
   * Submits an order.
   *
   * @param over gets what its task reported, or Spark's error; on a thread of Spark's
   */
  void submit(Backend.Order order, Consumer<Try<Backend.Ended>> over) {
    start(order)
        .onComplete(
            result -> {
              over.accept(result);
              return BoxedUnit.UNIT;
            },
            ExecutionContext.fromExecutor(Runnable::run));
  }

  /** Tag and description are this thread's and its next jobs', so that they are taken off again. */
  private SimpleFutureAction<Backend.Ended> start(Backend.Order order) {
    AtomicReference<Backend.Ended> reported = new AtomicReference<>();
    context.addJobTag(tag);
    context.setJobDescription(
        "trial %s in rung %s to epoch %s".formatted(order.trial(), order.rung(), order.target()));
    try {
      return context.submitJob(
          own(order),
          work.apply(order),
          CollectionConverters.asScala(List.<Object>of(trials.partition(order.trial()))).toSeq(),
          (partition, result) -> {
            reported.set(result);
            return BoxedUnit.UNIT;
          },
          reported::get);
    } finally {
      context.removeJobTag(tag);
      context.setJobDescription(null);
    }
  }

  /**
   * The trials as an RDD of this job alone. A stage that fails ends every job whose lineage has the
   * stage's RDD (Spark's {@code DAGScheduler.abortStage}), so that jobs on one RDD would fail
   * together.
   */
  private RDD<Row> own(Backend.Order order) {
    int trial = order.trial();
    return trials.of(trial).toJavaRDD().map(row -> row).setName("trial " + trial).rdd();
  }

  /** Ends all that run. */
  void cancel() {
    if (!context.isStopped()) { // Spark that was shut down has cancelled them all.
      context.cancelJobsWithTag(tag);
    }
  }
}
