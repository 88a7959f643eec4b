package org.sparkhalving.study;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that delete files alongside the study's loop: on S3 each takes several requests, one
 * after another. Where many wait the loop helps, so that their number is bounded.
 */
public final class Deletions implements Executor, AutoCloseable {
  private static final int THREADS = 8;
  private static final int WAITING = 64;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          task -> {
            Thread thread = new Thread(task, "deletions");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.CallerRunsPolicy());

  @Override
  public void execute(Runnable deletion) {
    threads.execute(deletion);
  }

  /**
   * Waits for what is under way, unless the thread is interrupted. What has not begun is left for
   * the study's last sweep: storage that is away lets each deletion wait for minutes.
   */
  @Override
  public void close() {
    threads.getQueue().clear();
    threads.shutdown();
    try {
      boolean ended = false;
      while (!ended) {
        ended = threads.awaitTermination(1, TimeUnit.MINUTES);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
