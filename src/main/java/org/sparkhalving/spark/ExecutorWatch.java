package org.sparkhalving.spark;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;

/**
 * Looks every second whether a cluster has given the session executors on which a trial fits, and
 * tells people when there are none for long. It changes nothing: Spark goes on waiting.
 */
final class ExecutorWatch implements AutoCloseable {
  private final SparkContext context;
  private final Consumer<String> notices;
  private final ExecutorAbsence absence;
  private final CountDownLatch over = new CountDownLatch(1);

  private ExecutorWatch(SparkContext context, Consumer<String> notices) {
    this.context = context;
    this.notices = notices;
    this.absence = new ExecutorAbsence(ExecutorKeys.request(context.getConf()), System.nanoTime());
  }

  /**
   * A watch that has not begun.
   *
   * @param notices hears sentences, on the watch's own thread
   */
  static ExecutorWatch of(SparkContext context, Consumer<String> notices) {
    return new ExecutorWatch(context, notices);
  }

  /** Begins; in local mode, where the driver is the executor, there is nothing to watch. */
  void start() {
    if (!StudySession.isLocal(context.master())) {
      Thread thread = new Thread(this::watch, "executor-watch");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void watch() {
    try {
      while (!over.await(1, TimeUnit.SECONDS) && !context.isStopped()) {
        absence.look(slots(), System.nanoTime()).ifPresent(notices);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int slots() {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  @Override
  public void close() {
    over.countDown();
  }
}
