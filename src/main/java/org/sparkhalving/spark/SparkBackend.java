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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.apache.spark.SimpleFutureAction;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;
import org.sparkhalving.history.Event;
import org.sparkhalving.spark.executor.TrialTask;
import org.sparkhalving.spark.failure.FailureText;
import org.sparkhalving.study.Backend;
import org.sparkhalving.study.BackendFailureException;
import org.sparkhalving.training.failure.Blame;
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
  /** A job's end: what its task reported, or Spark's error. */
  private record Over(Order order, Try<Ended> result, Instant at) {
    Throwable error() {
      return result.failed().get();
    }
  }

  private final SparkContext context;
  private final TrialBatches trials;
  private final Function<Order, Function1<Iterator<Row>, Ended>> work;
  private final Optional<DevicePool> devices;
  private final int limit;
  private final Duration recordedWithin;
  private final String tag;
  private final BlockingQueue<Over> ended = new LinkedBlockingQueue<>();
  private final Set<Order> running = new HashSet<>();
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
      TrialBatches trials,
      Function<Order, Function1<Iterator<Row>, Ended>> work,
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
    int wanted = fitting + ahead(context.getConf(), fitting, this::tasksPerExecutor);
    return Math.max(1, Math.min(Math.min(limit, trials.trials()), wanted));
  }

  /**
   * How many tasks are submitted beside those that can run. None, but under dynamic allocation,
   * which starts executors for tasks that wait: as many as can run, and an executor's at first, so
   * that executors double until the cluster, or the most that are allowed, is reached. More would
   * only wait, in front of the trials that are promoted meanwhile.
   *
   * @param fitting how many can run
   */
  static int ahead(SparkConf conf, int fitting, IntSupplier tasksPerExecutor) {
    if (!conf.getBoolean("spark.dynamicAllocation.enabled", false)
        || StudySession.isLocal(conf.get("spark.master", ""))) {
      return 0;
    }
    int each = tasksPerExecutor.getAsInt();
    int executors = conf.getInt("spark.dynamicAllocation.maxExecutors", Integer.MAX_VALUE);
    long allowed = Math.max(0, (long) executors * each - fitting);
    return (int) Math.min(Math.max(each, fitting), allowed);
  }

  private int tasksPerExecutor() {
    return context
        .resourceProfileManager()
        .defaultResourceProfile()
        .maxTasksPerExecutor(context.getConf());
  }

  @Override
  public int postponed() {
    return suspects.postponed();
  }

  @Override
  public void submit(Order order) {
    launch(devices.map(pool -> order.on(pool.take())).orElse(order));
  }

  private void launch(Order order) {
    running.add(order);
    start(order)
        .onComplete(
            result -> {
              ended.add(new Over(order, result, Instant.now()));
              return BoxedUnit.UNIT;
            },
            ExecutionContext.fromExecutor(Runnable::run));
  }

  /** Tag and description are this thread's and its next jobs', so that they are taken off again. */
  private SimpleFutureAction<Ended> start(Order order) {
    AtomicReference<Ended> reported = new AtomicReference<>();
    context.addJobTag(tag);
    context.setJobDescription("trial %s to epoch %s".formatted(order.trial(), order.target()));
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
  private RDD<Row> own(Order order) {
    int trial = order.trial();
    return trials.of(trial).toJavaRDD().map(row -> row).setName("trial " + trial).rdd();
  }

  @Override
  public Optional<Ended> poll(Duration timeout) {
    if (!timeout.isZero()) { // Who waits has nothing left to start.
      suspects.nextPostponed(running).ifPresent(this::launch);
    }
    try {
      Over next = ended.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
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
   * away, or ended itself in all attempts, perhaps by the fault of another trial's native code; or
   * memory did not suffice where others had their share of it.
   */
  private boolean isOver(Over job) {
    if (job.result().isSuccess()) {
      return !(ranOutOfMemory(job) && processesAreShared() && suspects.postpone(job.order()));
    }
    Throwable error = job.error();
    if (lostTheDriversDevice(error)) {
      return true; // This process can use the device no more, however often a job is tried.
    }
    if (JobFailure.lostItsExecutor(error)) {
      takeUpAgain(job);
      return false;
    }
    if (resubmissions.isAttemptLeft(job.order().job(), JobFailure.attemptsUntilExcluded(error))) {
      launch(job.order());
      return false;
    }
    return !(endedItsProcess(error) && processesAreShared() && suspects.add(job.order()));
  }

  /** Runs a job again whose executor was taken away; alone, when that has happened too often. */
  private void takeUpAgain(Over job) {
    if (!resubmissions.isTooOften(job.order().job())) {
      launch(job.order());
    } else if (!(processesAreShared() && suspects.add(job.order()))) {
      throw resubmissions.tooOften(
          job.order().job(), FailureText.summary(job.error()), JobFailure.wasKilled(job.error()));
    }
  }

  private static boolean ranOutOfMemory(Over job) {
    return job.result().get().isDoubtful();
  }

  private boolean lostTheDriversDevice(Throwable error) {
    return StudySession.isLocal(context.master()) && JobFailure.blame(error) == Blame.DEVICE;
  }

  private static boolean endedItsProcess(Throwable error) {
    return JobFailure.endedItsExecutor(error) || JobFailure.blame(error) == Blame.DEVICE;
  }

  /** Whether a process has had room for several trials at a time. */
  private boolean processesAreShared() {
    return CollectionConverters.asJava(context.statusStore().executorList(false)).stream()
        .anyMatch(executor -> executor.maxTasks() > 1);
  }

  private Ended take(Over job) {
    devices.ifPresent(pool -> pool.giveBack(job.order().gpu()));
    return job.result().isSuccess()
        ? job.result().get().endingAt(job.at())
        : crashed(job.order(), job.error(), job.at());
  }

  /**
   * A job that failed in all its attempts: the trial's fault, unless the environment's is known or
   * others' outcomes show it.
   */
  private Ended crashed(Order order, Throwable error, Instant at) {
    JobFailure.throwIfEnvironment(error);
    String summary = FailureText.summary(error);
    if (lostTheDriversDevice(error)) {
      throw new BackendFailureException(
          "a GPU of this host failed while trial %d trained on it, and this process can use it no more: %s"
              .formatted(order.trial(), summary));
    }
    return new Ended(
        Event.Failed.crashed(order.trial(), order.rung(), summary, JobFailure.host(error), at),
        JobFailure.places(error),
        true);
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
