package org.sparkhalving.cli;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Ends the process cleanly on Ctrl-C and SIGTERM, and when Spark exits after an error of its own,
 * which looks like a signal from here: a command that has begun to record is asked to stop, and has
 * time to record that before Spark and the file systems are closed (their hooks run after this one,
 * by priority). One that has not, such as one that waits for Spark to start, is not waited for.
 */
class Shutdown {
  /** Why a command stops once the process is ending. */
  static final String REASON =
      "the process is ending (Ctrl-C, another signal, or an exit of Spark)";

  private static final int BEFORE_SPARK = 1000;
  private static final int AFTER_ALL = 1;
  private static final int SECONDS_TO_STOP = 60;

  private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  private volatile boolean asked;
  private volatile boolean registered;
  private volatile boolean recording;

  /** From now on a signal asks the command to stop instead of ending the process at once. */
  synchronized void handleSignals() {
    if (!registered) {
      registered = true;
      ShutdownHookManager.get()
          .addShutdownHook(this::stop, BEFORE_SPARK, SECONDS_TO_STOP + 10, TimeUnit.SECONDS);
      ShutdownHookManager.get().addShutdownHook(this::end, AFTER_ALL);
    }
  }

  /** From now on the command records what it does, and is waited for when the process ends. */
  void waitForTheRecord() {
    recording = true;
  }

  /** Why to stop, once the process is ending. */
  Optional<String> reason() {
    return asked ? Optional.of(REASON) : Optional.empty();
  }

  /** What happens first when the process ends. */
  void stop() {
    if (exitCode.isDone()) {
      return;
    }
    asked = true;
    if (!recording) {
      return;
    }
    int code = ExitCode.INTERRUPTED;
    try {
      code = exitCode.get(SECONDS_TO_STOP, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      System.err.println(
          "The command did not stop within %s s; what it recorded holds."
              .formatted(SECONDS_TO_STOP));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(code);
  }

  /** What happens last: Java's own exit code would be the signal's. */
  private void end() {
    if (isInterrupted()) {
      Runtime.getRuntime().halt(ExitCode.INTERRUPTED);
    }
  }

  /**
   * Whether the command was interrupted before it recorded anything. What it makes of that (Spark
   * does not start when it is shut down meanwhile) is not an error of its own.
   */
  boolean isInterrupted() {
    return asked;
  }

  /** The command has ended with this exit code. */
  void ended(int code) {
    exitCode.complete(code);
  }

  /** Ends the process with a command's exit code. */
  void exit(int code) {
    ended(code);
    System.exit(code);
  }
}
