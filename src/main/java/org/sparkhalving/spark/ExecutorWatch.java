package org.sparkhalving.spark;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.sparkhalving.study.BackendFailureException;

/**
 * Looks every second whether a cluster has given the session executors on which a trial fits, and
 * reports when there are none for long: Spark keeps waiting. Only where a standalone master has
 * forgotten the application, which Spark does not notice either, none will ever come.
 */
final class ExecutorWatch implements AutoCloseable {
  /** Seconds without executors after which the master is asked, and asked again. */
  private static final int BEFORE_ASKING = 5;

  private static final String FORGOTTEN =
      "the master %s does not know this application any more and gives it no executors: it was restarted without its state (spark.deploy.recoveryMode keeps it)";

  private final SparkContext context;
  private final Consumer<String> notices;
  private final ExecutorAbsence absence;
  private final CountDownLatch over = new CountDownLatch(1);
  private int secondsWithout;
  private volatile boolean forgotten;

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
        int slots = slots();
        absence.look(slots, System.nanoTime()).ifPresent(notices);
        lookForMaster(slots);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Executors that are there work without a master, too. */
  private void lookForMaster(int slots) {
    secondsWithout = slots > 0 ? 0 : secondsWithout + 1;
    if (isTimeToAsk(secondsWithout)) {
      forgotten =
          StandaloneMaster.at(context.master())
              .filter(master -> master.hasForgotten(context))
              .isPresent();
    }
  }

  /** Whether the master is asked when there has been no executor for so many seconds. */
  static boolean isTimeToAsk(int secondsWithout) {
    return secondsWithout > 0 && secondsWithout % BEFORE_ASKING == 0;
  }

  /**
   * What {@code stop} says, unless executors cannot come any more: then it throws a {@link
   * BackendFailureException}.
   */
  Supplier<Optional<String>> checking(Supplier<Optional<String>> stop) {
    return () -> {
      if (forgotten) {
        throw new BackendFailureException(FORGOTTEN.formatted(context.master()));
      }
      return stop.get();
    };
  }

  private int slots() {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  @Override
  public void close() {
    over.countDown();
  }
}
