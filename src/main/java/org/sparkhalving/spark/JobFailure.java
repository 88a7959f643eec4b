package org.sparkhalving.spark;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkhalving.storage.AccessException;
import org.sparkhalving.storage.DamagedStudyException;
import org.sparkhalving.training.BadCheckpointException;
import org.sparkhalving.training.Blame;
import org.sparkhalving.training.Cause;
import org.sparkhalving.training.EngineStartException;

/**
 * Reads what Spark says of a job that failed in all its attempts: tasks' exceptions arrive as text.
 */
final class JobFailure {
  private static final int LONGEST_SUMMARY = 500;

  /** What Spark says before the reason of the last of a task's failures. */
  private static final Pattern LAST_FAILURE =
      Pattern.compile("[Mm]ost recent failure:\\s+(?!null)");

  private static final Pattern NOWHERE =
      Pattern.compile("cannot run anywhere due to node and executor excludeOnFailure");

  private static final String EXECUTOR_LOST = "): executorlostfailure (";

  /** Which attempt, host and executor: "Lost task 0.2 in stage 4.0 (TID 9) (host executor 1): ". */
  private static final Pattern LOST_TASK =
      Pattern.compile(
          "Lost task \\d+\\.(\\d+) in stage \\S+ \\(TID \\d+\\) \\(((\\S+) (executor [^)]+))\\): ");

  private static final Pattern LOST_DEVICE = Pattern.compile("LostDeviceError: (\\S+ of \\S+): ");

  /** As standalone, YARN and Kubernetes write it: "exited with code 137", "Exit status: 143". */
  private static final Pattern EXIT_CODE =
      Pattern.compile("exit(?:ed with)? (?:code|status)(?: is)?:? *(\\d+)");

  /** The exit code of a process that got SIGKILL. */
  private static final String SIGKILL = "137";

  /**
   * Exit codes of an executor that others ended: SIGHUP, SIGINT, SIGKILL, SIGTERM; or that Spark
   * did: it could not start or lost its driver (1), has no place for its files (53 to 55), or lost
   * touch with its driver (56, 58), or a cancelled task did not end (57).
   */
  private static final Set<Integer> TAKEN_AWAY_CODES =
      Set.of(129, 130, 137, 143, 1, 53, 54, 55, 56, 57, 58);

  private static final Pattern TAKEN_AWAY =
      Pattern.compile(
          "kill|preempt|disassociated|heartbeat timed out|decommission|deleted by a user|unable to create executor");

  private JobFailure() {}

  /**
   * Whether the last failure was that the executor was taken away: it was preempted, or killed from
   * outside, or its host was lost or fell silent, or Spark ended it for a reason of its own. An
   * executor that aborts has another exit code. The kernel's out-of-memory killer uses SIGKILL too,
   * so that the trial may be why all the same.
   */
  static boolean lostItsExecutor(Throwable error) {
    String text = reason(error).toLowerCase(Locale.ROOT);
    int lost = text.indexOf(EXECUTOR_LOST);
    if (lost < 0) {
      return false;
    }
    Matcher code = EXIT_CODE.matcher(text);
    return code.find(lost)
        ? TAKEN_AWAY_CODES.contains(Integer.valueOf(code.group(1)))
        : TAKEN_AWAY.matcher(text).find(lost);
  }

  /**
   * Whether the last failure was that the executor was killed, as where memory does not suffice.
   */
  static boolean wasKilled(Throwable error) {
    String text = reason(error).toLowerCase(Locale.ROOT);
    Matcher code = EXIT_CODE.matcher(text);
    return lostItsExecutor(error)
        && (text.contains("memory limit") || (code.find() && code.group(1).equals(SIGKILL)));
  }

  /** Whether the last failure was that the executor's process ended, by itself. */
  static boolean endedItsExecutor(Throwable error) {
    return reason(error).toLowerCase(Locale.ROOT).contains(EXECUTOR_LOST)
        && !lostItsExecutor(error);
  }

  /**
   * How many attempts a job had that ended before {@code spark.task.maxFailures}, since Spark has
   * excluded all executors that there are from it; 0 when that is not why it ended.
   */
  static int attemptsUntilExcluded(Throwable error) {
    Matcher lost = LOST_TASK.matcher(text(error));
    return NOWHERE.matcher(text(error)).find() && lost.find()
        ? Integer.parseInt(lost.group(1)) + 1
        : 0;
  }

  /** Whose fault the last failure is. */
  static Blame blame(Throwable error) {
    return Blame.of(exception(error));
  }

  /**
   * Throws when the environment is to blame, and not the trial: a missing device, an engine that
   * does not start, storage that cannot be reached, a damaged checkpoint, whatever else {@link
   * Blame} says is none of its doing; or a job that ended without a failure of its task (Spark was
   * shut down, or somebody cancelled it).
   */
  static void throwIfEnvironment(Throwable error) {
    String text = text(error);
    if (!LAST_FAILURE.matcher(text).find()) {
      throw new SparkFailureException("Spark ended a job: " + summary(error));
    }
    List<Cause> causes = Cause.in(exception(error));
    message(causes, NoDeviceException.class)
        .ifPresent(
            message -> {
              throw new NoDeviceException(message);
            });
    message(causes, EngineStartException.class)
        .ifPresent(
            message -> {
              throw new EngineStartException(
                  "the engine, libtorch, did not start on %s: %s"
                      .formatted(place(error).orElse("an executor"), message));
            });
    message(causes, AccessException.class)
        .ifPresent(
            message -> {
              throw new StorageFailureException(message);
            });
    message(causes, DamagedStudyException.class)
        .or(() -> message(causes, BadCheckpointException.class))
        .ifPresent(
            message -> {
              throw new DamagedCheckpointException(message);
            });
    if (blame(error) == Blame.ENVIRONMENT) {
      throw new SparkFailureException(
          "a task failed on %s, which is not its trial's fault: %s"
              .formatted(place(error).orElse("an executor"), summary(error)));
    }
  }

  private static Optional<String> message(List<Cause> causes, Class<?> type) {
    return causes.stream()
        .filter(cause -> cause.type().equals(type.getName()))
        .map(cause -> firstLine(cause.message()))
        .findFirst();
  }

  /** Where the last attempt ran: {@code host executor 1}. */
  static Optional<String> place(Throwable error) {
    Matcher lost = LOST_TASK.matcher(text(error));
    return lost.find() ? Optional.of(lost.group(2)) : Optional.empty();
  }

  /** The host of the last attempt; empty when that is not known. */
  static String host(Throwable error) {
    Matcher lost = LOST_TASK.matcher(text(error));
    return lost.find() ? lost.group(3) : "";
  }

  /** What failed there, as a task that succeeds there names it: the device, else the executor. */
  static Set<String> places(Throwable error) {
    Matcher device = LOST_DEVICE.matcher(exception(error));
    if (device.find()) {
      return Set.of(device.group(1));
    }
    Matcher lost = LOST_TASK.matcher(text(error));
    return lost.find() && !endedItsExecutor(error) ? Set.of(lost.group(4)) : Set.of();
  }

  /** The reason of the last attempt's failure, in one line, without the task and its executor. */
  static String summary(Throwable error) {
    List<Cause> causes = Cause.in(exception(error));
    if (causes.isEmpty()) {
      return shortened(firstSentence(exception(error)));
    }
    Cause last = causes.get(causes.size() - 1);
    return shortened(
        causes.get(0).inOneLine()
            + (causes.size() == 1 || causes.get(0).message().contains(last.message())
                ? ""
                : " (caused by " + last.inOneLine() + ")"));
  }

  private static String shortened(String line) {
    return line.length() <= LONGEST_SUMMARY ? line : line.substring(0, LONGEST_SUMMARY) + "…";
  }

  /** The last attempt's failure, from the task on; all of the text when there was none. */
  private static String reason(Throwable error) {
    String text = text(error);
    Matcher last = LAST_FAILURE.matcher(text);
    return last.find() ? text.substring(last.end()) : text;
  }

  /** The last attempt's exception as the task printed it, or another reason. */
  private static String exception(Throwable error) {
    String reason = reason(error);
    Matcher lost = LOST_TASK.matcher(reason);
    String exception = lost.lookingAt() ? reason.substring(lost.end()) : reason;
    int driver = exception.indexOf("\nDriver stacktrace:");
    return driver < 0 ? exception : exception.substring(0, driver);
  }

  private static String text(Throwable error) {
    return String.valueOf(error.getMessage());
  }

  /** The error that is at the bottom of another. */
  static Throwable innermost(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The first line, with those after it where it only announces them. */
  private static String firstSentence(String text) {
    String line = firstLine(text);
    return line.endsWith(":")
        ? text.lines().map(String::strip).filter(part -> !part.isEmpty()).collect(joining(" "))
        : line;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("").strip();
  }
}
