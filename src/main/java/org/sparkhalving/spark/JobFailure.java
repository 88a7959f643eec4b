package org.sparkhalving.spark;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkhalving.storage.AccessException;
import org.sparkhalving.storage.DamagedStudyException;
import org.sparkhalving.training.BadCheckpointException;
import org.sparkhalving.training.EngineStartException;

/**
 * Reads what Spark says of a job that failed in all its attempts: tasks' exceptions arrive as text.
 */
final class JobFailure {
  private static final int LONGEST_SUMMARY = 500;

  /** What Spark says before the reason of the last of a task's failures. */
  private static final String LAST_FAILURE = "most recent failure: ";

  private static final String EXECUTOR_LOST = "): ExecutorLostFailure (";

  private static final Pattern EXECUTOR = Pattern.compile("\\((\\S+ executor \\S+)\\)");

  /** As standalone, YARN and Kubernetes write it: "exited with code 137", "Exit status: 143". */
  private static final Pattern EXIT_CODE =
      Pattern.compile("exit(?:ed with)? (?:code|status)(?: is)?:? *(\\d+)");

  private static final Pattern TAKEN_AWAY =
      Pattern.compile(
          "kill|preempt|disassociated|heartbeat timed out|decommission|deleted by a user");

  private JobFailure() {}

  /**
   * Whether the last failure was that the executor was taken away: it was preempted, or killed by
   * SIGKILL or SIGTERM (exit code 137 or 143), or its host was lost or fell silent. An executor
   * that aborts has another exit code. The kernel's out-of-memory killer uses SIGKILL too, so that
   * the trial may be at fault all the same.
   */
  static boolean lostItsExecutor(Throwable error) {
    String text = summary(error).toLowerCase(Locale.ROOT);
    int lost = lost(text);
    if (lost < 0) {
      return false;
    }
    Matcher code = EXIT_CODE.matcher(text);
    return code.find(lost)
        ? code.group(1).equals("137") || code.group(1).equals("143")
        : TAKEN_AWAY.matcher(text).find(lost);
  }

  /** Whether the last failure was that the executor's process ended, by itself. */
  static boolean endedItsExecutor(Throwable error) {
    return lost(summary(error).toLowerCase(Locale.ROOT)) >= 0 && !lostItsExecutor(error);
  }

  /** Where a summary in lower case says that the executor was lost; negative where it does not. */
  private static int lost(String text) {
    return text.indexOf(EXECUTOR_LOST.toLowerCase(Locale.ROOT));
  }

  /**
   * Throws when the environment is to blame, and not the trial: a missing device, an engine that
   * does not start, storage that cannot be reached, a damaged checkpoint, a job that ended without
   * a failure of its task (Spark was shut down, or somebody cancelled it).
   */
  static void throwIfEnvironment(Throwable error) {
    String text = String.valueOf(error.getMessage());
    if (!text.contains(LAST_FAILURE)) {
      throw new SparkFailureException("Spark ended a job: " + summary(error));
    }
    if (text.contains(NoDeviceException.class.getName())) {
      throw new NoDeviceException(messageOf(NoDeviceException.class, text));
    }
    if (text.contains(EngineStartException.class.getName())) {
      throw new EngineStartException(
          "the engine, libtorch, did not start on "
              + executor(text)
              + ": "
              + messageOf(EngineStartException.class, text));
    }
    if (text.contains(AccessException.class.getName())) {
      throw new StorageFailureException(messageOf(AccessException.class, text));
    }
    for (Class<?> type : List.of(DamagedStudyException.class, BadCheckpointException.class)) {
      if (text.contains(type.getName())) {
        throw new DamagedCheckpointException(messageOf(type, text));
      }
    }
  }

  /** Where the last attempt ran. */
  private static String executor(String text) {
    Matcher place = EXECUTOR.matcher(text);
    return place.find(text.indexOf(LAST_FAILURE)) ? place.group(1) : "an executor";
  }

  private static String messageOf(Class<?> type, String text) {
    int from = text.indexOf(type.getName()) + type.getName().length();
    return firstLine(text.substring(from).replaceFirst("^: ", ""));
  }

  /** The reason of the last attempt's failure, in one line. */
  static String summary(Throwable error) {
    String text = String.valueOf(error.getMessage());
    int reason = text.indexOf(LAST_FAILURE);
    String line = firstLine(reason < 0 ? text : text.substring(reason + LAST_FAILURE.length()));
    return line.length() <= LONGEST_SUMMARY ? line : line.substring(0, LONGEST_SUMMARY) + "…";
  }

  /** The error that is at the bottom of another. */
  static Throwable innermost(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("").strip();
  }
}
