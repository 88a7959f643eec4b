package org.sparkhalving.cli;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** A Spark session that starts on a thread of its own, while data is read on the caller's. */
final class StartingSession implements AutoCloseable {
  private final FutureTask<SparkSession> start;

  private StartingSession(FutureTask<SparkSession> start) {
    this.start = start;
  }

  /** Begins to start the session that {@code start} returns. */
  static StartingSession begin(Supplier<SparkSession> start) {
    FutureTask<SparkSession> task = new FutureTask<>(start::get);
    Thread thread = new Thread(task, "spark-start");
    thread.setDaemon(true);
    thread.start();
    return new StartingSession(task);
  }

  /** The session, once it has started; throws what its start has thrown. */
  SparkSession await() {
    try {
      return start.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause(); // A supplier throws no other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Spark starts", e);
    }
  }

  /** Waits for the start, since half a session cannot be stopped, and stops what has started. */
  @Override
  public void close() {
    SparkSession session;
    try {
      session = await();
    } catch (RuntimeException | Error e) {
      return; // It has not started. Whoever awaited it knows; else another error ends the command.
    }
    session.stop();
  }
}
