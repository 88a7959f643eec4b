package org.sparkhalving.storage.file;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;
import org.slf4j.LoggerFactory;

/**
 * Reports that a file system keeps a call waiting. The clients of HDFS and S3 try again by
 * themselves, silently and for a minute or two, when their servers do not answer.
 */
final class SlowCalls {
  /** A call to a file system. */
  @FunctionalInterface
  interface Call<T> {
    /** Does it. */
    T run() throws IOException;
  }

  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "slow-storage");
            thread.setDaemon(true);
            return thread;
          });

  private final Duration patience;
  private final Consumer<String> notice;

  /**
   * Watches calls.
   *
   * @param patience how long a call may take before it is reported
   * @param notice gets the report, a sentence, at most once for each call
   */
  SlowCalls(Duration patience, Consumer<String> notice) {
    this.patience = patience;
    this.notice = notice;
  }

  /** Logs calls that take more than five seconds. */
  static SlowCalls logged() {
    return new SlowCalls(Duration.ofSeconds(5), LoggerFactory.getLogger("storage")::warn);
  }

  /**
   * Runs a call.
   *
   * @param action as {@link AccessException#of} has it
   */
  <T> T watched(String action, Path path, Call<T> call) throws IOException {
    ScheduledFuture<?> pending =
        TIMER.schedule(() -> report(action, path), patience.toNanos(), TimeUnit.NANOSECONDS);
    try {
      return call.run();
    } finally {
      pending.cancel(false);
    }
  }

  private void report(String action, Path path) {
    notice.accept(
        "still trying to %s %s after %s s: the file system does not answer, or is slow; continuing as soon as it does, or giving up when its client does"
            .formatted(action, path, patience.toSeconds()));
  }
}
