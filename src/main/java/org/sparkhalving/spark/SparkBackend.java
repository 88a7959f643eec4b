package org.sparkhalving.spark;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Row;
import org.sparkhalving.spark.executor.TrialTask;
import org.sparkhalving.spark.failure.FailureText;
import org.sparkhalving.study.Backend;
import scala.Function1;
import scala.collection.Iterator;

/**
 * Runs each order as a Spark job of its own on one partition of a data set of trials: a job that
 * fails takes no other along, and promotions need not wait for a rung. A job that may be innocent
 * is tried again.
 */
final class SparkBackend implements Backend {
  private final TrialJobs jobs;
  private final JobSlots slots;
  private final Optional<DevicePool> devices;
  private final Duration recordedWithin;
  private final boolean local;
  private final BlockingQueue<JobEnd> ended = new LinkedBlockingQueue<>();
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
    this.jobs = new TrialJobs(context, driver, trials, work);
    this.slots = new JobSlots(context, devices, limit);
    this.devices = devices;
    this.recordedWithin = recordedWithin;
    this.local = StudySession.isLocal(context.master());
    this.resubmissions = new Resubmissions(context.getConf().getInt("spark.task.maxFailures", 4));
  }

  @Override
  public Duration recordedWithin() {
    return recordedWithin;
  }

  @Override
  public int slots() {
    return suspects.needCalm(running) ? 1 : slots.now();
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
    jobs.submit(order, result -> ended.add(new JobEnd(order, result, Instant.now(), local)));
  }

  @Override
  public Optional<Ended> poll(Duration timeout) {
    if (!timeout.isZero()) { // Who waits has nothing left to start.
      suspects.nextPostponed(running).ifPresent(this::launch);
    }
    try {
      JobEnd next = ended.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
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

  private Ended take(JobEnd job) {
    devices.ifPresent(pool -> pool.giveBack(job.order().gpu()));
    return job.ended();
  }

  /**
   * Whether a job has an outcome. One that may be innocent is tried again: its executor was taken
   * away, or ended itself in all attempts, perhaps by the fault of another trial's native code; or
   * memory did not suffice where others had their share of it.
   */
  private boolean isOver(JobEnd job) {
    if (job.isReported()) {
      return !(job.ranOutOfMemory()
          && slots.processesAreShared()
          && suspects.postpone(job.order()));
    }
    if (job.lostTheDriversDevice()) {
      return true;
    }
    if (JobFailure.lostItsExecutor(job.error())) {
      takeUpAgain(job);
      return false;
    }
    int made = JobFailure.attemptsUntilExcluded(job.error());
    if (resubmissions.isAttemptLeft(job.order().job(), made)) {
      launch(job.order());
      return false;
    }
    return !(job.endedItsProcess() && slots.processesAreShared() && suspects.add(job.order()));
  }

  /** Runs a job again whose executor was taken away; alone, when that has happened too often. */
  private void takeUpAgain(JobEnd job) {
    if (!resubmissions.isTooOften(job.order().job())) {
      launch(job.order());
    } else if (!(slots.processesAreShared() && suspects.add(job.order()))) {
      throw resubmissions.tooOften(
          job.order().job(), FailureText.summary(job.error()), JobFailure.wasKilled(job.error()));
    }
  }

  @Override
  public void cancel() {
    jobs.cancel();
    running.clear();
    suspects.clear();
  }
}
