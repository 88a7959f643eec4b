package org.sparkhalving.spark;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.spark.executor.NoDeviceException;
import org.sparkhalving.spark.failure.FailureText;
import org.sparkhalving.storage.DamagedStudyException;
import org.sparkhalving.storage.file.AccessException;
import org.sparkhalving.study.BackendFailureException;
import org.sparkhalving.training.BadCheckpointException;
import org.sparkhalving.training.failure.Blame;
import org.sparkhalving.training.failure.Cause;
import org.sparkhalving.training.natives.EngineStartException;

/**
 * Reads what Spark says of a job that failed in all its attempts: tasks' exceptions arrive as text.
 */
final class JobFailure {
  private static final Pattern NOWHERE =
      Pattern.compile("cannot run anywhere due to node and executor excludeOnFailure");

  private static final String EXECUTOR_LOST = "): executorlostfailure (";

  private static final Pattern LOST_DEVICE = Pattern.compile("LostDeviceError: (\\S+ of \\S+): ");

  /** As standalone, YARN and Kubernetes write it: "exited with code 137", "Exit status: 143". */
  private static final Pattern EXIT_CODE =
      Pattern.compile("exit(?:ed with)? (?:code|status)(?: is)?:? *(\\d+)");

  /** The exit code of a process that got SIGKILL. */
  private static final Integer SIGKILL = 137;

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
    String loss = loss(error);
    return exitCode(loss)
        .map(TAKEN_AWAY_CODES::contains)
        .orElseGet(() -> TAKEN_AWAY.matcher(loss).find());
  }

  /**
   * Whether the last failure was that the executor was killed, as where memory does not suffice.
   */
  static boolean wasKilled(Throwable error) {
    String loss = loss(error);
    return lostItsExecutor(error)
        && (loss.contains("memory limit") || exitCode(loss).filter(SIGKILL::equals).isPresent());
  }

  /** Whether the last failure was that the executor's process ended, by itself. */
  static boolean endedItsExecutor(Throwable error) {
    return !loss(error).isEmpty() && !lostItsExecutor(error);
  }

  /** What Spark says of the executor that was lost last, in small letters; empty if none was. */
  private static String loss(Throwable error) {
    String reason = FailureText.reason(error).toLowerCase(Locale.ROOT);
    int lost = reason.indexOf(EXECUTOR_LOST);
    return lost < 0 ? "" : reason.substring(lost);
  }

  private static Optional<Integer> exitCode(String loss) {
    Matcher code = EXIT_CODE.matcher(loss);
    return code.find() ? Optional.of(Integer.valueOf(code.group(1))) : Optional.empty();
  }

  /**
   * How many attempts a job had that ended before {@code spark.task.maxFailures}, since Spark has
   * excluded all executors that there are from it; 0 when that is not why it ended.
   */
  static int attemptsUntilExcluded(Throwable error) {
    Matcher lost = FailureText.LOST_TASK.matcher(FailureText.text(error));
    return NOWHERE.matcher(FailureText.text(error)).find() && lost.find()
        ? Integer.parseInt(lost.group(1)) + 1
        : 0;
  }

  /** Whose fault the last failure is. */
  static Blame blame(Throwable error) {
    return Blame.of(FailureText.exception(error));
  }

  /**
   * Throws when the environment is to blame, and not the trial: a missing device, an engine that
   * does not start, storage that cannot be reached, a damaged checkpoint, whatever else {@link
   * Blame} says is none of its doing; or a job that ended without a failure of its task (Spark was
   * shut down, or somebody cancelled it).
   */
  static void throwIfEnvironment(Throwable error) {
    String text = FailureText.text(error);
    if (!FailureText.LAST_FAILURE.matcher(text).find()) {
      throw new BackendFailureException("Spark ended a job: " + FailureText.summary(error));
    }
    List<Cause> causes = Cause.in(FailureText.exception(error));
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
              throw new ReportedException(ErrorKind.ENVIRONMENT, message);
            });
    message(causes, DamagedStudyException.class)
        .or(() -> message(causes, BadCheckpointException.class))
        .ifPresent(
            message -> {
              throw new ReportedException(ErrorKind.DAMAGE, message);
            });
    if (blame(error) == Blame.ENVIRONMENT) {
      throw new BackendFailureException(
          "a task failed on %s, which is not its trial's fault: %s"
              .formatted(place(error).orElse("an executor"), FailureText.summary(error)));
    }
  }

  private static Optional<String> message(List<Cause> causes, Class<?> type) {
    return causes.stream()
        .filter(cause -> cause.type().equals(type.getName()))
        .map(cause -> FailureText.firstLine(cause.message()))
        .findFirst();
  }

  /** Where the last attempt ran: {@code host executor 1}. */
  static Optional<String> place(Throwable error) {
    Matcher lost = FailureText.LOST_TASK.matcher(FailureText.text(error));
    return lost.find() ? Optional.of(lost.group(2)) : Optional.empty();
  }

  /** The host of the last attempt; empty when that is not known. */
  static String host(Throwable error) {
    Matcher lost = FailureText.LOST_TASK.matcher(FailureText.text(error));
    return lost.find() ? lost.group(3) : "";
  }

  /** What failed there, as a task that succeeds there names it: the device, else the executor. */
  static Set<String> places(Throwable error) {
    Matcher device = LOST_DEVICE.matcher(FailureText.exception(error));
    if (device.find()) {
      return Set.of(device.group(1));
    }
    Matcher lost = FailureText.LOST_TASK.matcher(FailureText.text(error));
    return lost.find() && !endedItsExecutor(error) ? Set.of(lost.group(4)) : Set.of();
  }
}
