package org.sparkhalving.spark;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.sparkhalving.storage.Event;
import scala.Function1;
import scala.collection.Iterator;
import scala.concurrent.ExecutionContext;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Runs each order as a Spark job of its own on one partition of a data set of trials: a job that
 * fails takes no other along, and promotions need not wait for a rung.
 */
final class SparkBackend implements Backend {
  private record Ended(TrialOrder order, Event outcome, Throwable error) {}

  private final SparkContext context;
  private final TrialGroups trials;
  private final Function<TrialOrder, Function1<Iterator<Row>, TrialReport>> work;
  private final Optional<DevicePool> devices;
  private final int limit;
  private final Duration recordedWithin;
  private final String tag;
  private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();
  private final Set<TrialOrder> running = new HashSet<>();
  private final Resubmissions resubmissions;
  private final Suspects suspects = new Suspects();

  /**
   * A backend for one study.
   *
   * @param driver this session's unique name
   * @param trials the trials' rows
   * @param work what a task does for an order with its trial's row, a {@link TrialTask}
   * @param devices the driver's GPUs in local mode; empty where tasks have their own or there are
   *     none
   * @param limit most jobs at a time
   * @param recordedWithin as {@link #recordedWithin}
   */
  SparkBackend(
      SparkContext context,
      String driver,
      TrialGroups trials,
      Function<TrialOrder, Function1<Iterator<Row>, TrialReport>> work,
      Optional<DevicePool> devices,
      int limit,
      Duration recordedWithin) {
    this.context = context;
    this.trials = trials;
    this.work = work;
    this.devices = devices;
    this.limit = limit;
    this.recordedWithin = recordedWithin;
    this.tag = "study-" + driver;
    this.resubmissions = new Resubmissions(context.getConf().getInt("spark.task.maxFailures", 4));
  }

  @Override
  public Duration recordedWithin() {
    return recordedWithin;
  }

  @Override
  public int slots() {
    if (suspects.needCalm(running)) {
      return 1;
    }
    int tasks =
        context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
    int fitting = Math.min(tasks, devices.map(DevicePool::capacity).orElse(tasks));
    int wanted = Math.max(fitting, grown(context.getConf(), this::tasksPerExecutor));
    return Math.max(1, Math.min(Math.min(limit, trials.trials()), wanted));
  }

  /**
   * How many tasks would run if Spark started every executor that dynamic allocation allows; it
   * starts them for tasks that wait. 0 without dynamic allocation.
   */
  static int grown(SparkConf conf, IntSupplier tasksPerExecutor) {
    if (!conf.getBoolean("spark.dynamicAllocation.enabled", false)
        || StudySession.isLocal(conf.get("spark.master", ""))) {
      return 0;
    }
    Optional<Integer> executors =
        Optional.of("spark.dynamicAllocation.maxExecutors")
            .filter(conf::contains)
            .map(key -> conf.getInt(key, 0));
    return executors
        .map(most -> (int) Math.min(Integer.MAX_VALUE, (long) most * tasksPerExecutor.getAsInt()))
        .orElse(Integer.MAX_VALUE);
  }

  private int tasksPerExecutor() {
    return context
        .resourceProfileManager()
        .defaultResourceProfile()
        .maxTasksPerExecutor(context.getConf());
  }

  @Override
  public void submit(Order wanted) {
    int gpu = devices.map(DevicePool::take).orElse(-1);
    TrialOrder order =
        new TrialOrder(wanted.trial(), wanted.rung(), wanted.target(), wanted.from(), gpu);
    launch(order);
  }

  private void launch(TrialOrder order) {
    running.add(order);
    TrialReport[] report = new TrialReport[1];
    start(order, report)
        .onComplete(
            result -> {
              ended.add(outcome(order, report[0], result));
              return BoxedUnit.UNIT;
            },
            ExecutionContext.fromExecutor(Runnable::run));
  }

  /** Tag and description are this thread's and its next jobs', so that they are taken off again. */
  private SimpleFutureAction<BoxedUnit> start(TrialOrder order, TrialReport[] report) {
    context.addJobTag(tag);
    context.setJobDescription("trial " + order.trial() + " to epoch " + order.target());
    try {
      return context.submitJob(
          own(order),
          work.apply(order),
          CollectionConverters.asScala(List.<Object>of(trials.partition(order.trial()))).toSeq(),
          (partition, result) -> {
            report[0] = result;
            return BoxedUnit.UNIT;
          },
          () -> BoxedUnit.UNIT);
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
  private RDD<Row> own(TrialOrder order) {
    int trial = order.trial();
    return trials.of(trial).toJavaRDD().map(row -> row).setName("trial " + trial).rdd();
  }

  private static Ended outcome(TrialOrder order, TrialReport report, Try<BoxedUnit> result) {
    if (result.isSuccess()) {
      return new Ended(order, report.event(order), null);
    }
    return new Ended(order, null, result.failed().get());
  }

  @Override
  public Optional<Event> poll(Duration timeout) {
    try {
      Ended next = ended.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
      while (next != null && !(running.remove(next.order()) && isOver(next))) {
        next = ended.poll(); // It was cancelled, or is tried again.
      }
      suspects.next(running).ifPresent(this::launch);
      return next == null ? Optional.empty() : Optional.of(take(next));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /**
   * Whether a job has an outcome. One that may be innocent is tried again: its executor was taken
   * away, or ended itself in all attempts, perhaps by the fault of another trial's native code.
   */
  private boolean isOver(Ended ended) {
    if (ended.error() == null) {
      return true;
    }
    if (JobFailure.lostItsExecutor(ended.error())) {
      boolean allowed = resubmissions.allows(ended.order().job());
      if (allowed) {
        launch(ended.order());
      }
      return !allowed;
    }
    return !(JobFailure.endedItsExecutor(ended.error())
        && executorsAreShared()
        && suspects.add(ended.order()));
  }

  /** Whether an executor has had room for several trials at a time. */
  private boolean executorsAreShared() {
    return CollectionConverters.asJava(context.statusStore().executorList(false)).stream()
        .anyMatch(executor -> !executor.id().equals("driver") && executor.maxTasks() > 1);
  }

  private Event take(Ended job) {
    devices.ifPresent(pool -> pool.giveBack(job.order().gpu()));
    return job.error() == null ? job.outcome() : crashed(job.order(), job.error());
  }

  /**
   * A job that failed in all its attempts: the trial's fault, unless the environment's is known. An
   * executor that was taken away counts only when that happened more often than {@link
   * Resubmissions} allow.
   */
  private static Event crashed(TrialOrder order, Throwable error) {
    JobFailure.throwIfEnvironment(error);
    return Event.Failed.crashed(
        order.trial(), order.rung(), JobFailure.summary(error), Instant.now());
  }

  @Override
  public void cancel() {
    if (!context.isStopped()) { // Spark that was shut down has cancelled them all.
      context.cancelJobsWithTag(tag);
    }
    running.clear();
    suspects.clear();
  }
}
