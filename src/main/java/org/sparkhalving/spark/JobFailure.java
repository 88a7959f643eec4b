package org.sparkhalving.spark;

import java.util.List;
import org.sparkhalving.storage.AccessException;
import org.sparkhalving.storage.DamagedStudyException;
import org.sparkhalving.training.BadCheckpointException;

/**
 * Reads what Spark says of a job that failed in all its attempts: tasks' exceptions arrive as text.
 */
final class JobFailure {
  private static final int LONGEST_SUMMARY = 500;

  /** What Spark says before the reason of the last of a task's failures. */
  private static final String LAST_FAILURE = "most recent failure: ";

  private JobFailure() {}

  /**
   * Throws when the environment is to blame, and not the trial: a missing device, storage that
   * cannot be reached, a damaged checkpoint, a job that ended without a failure of its task (Spark
   * was shut down, or somebody cancelled it).
   */
  static void throwIfEnvironment(Throwable error) {
    String text = String.valueOf(error.getMessage());
    if (!text.contains(LAST_FAILURE)) {
      throw new SparkFailureException("Spark ended a job: " + summary(error));
    }
    if (text.contains(NoDeviceException.class.getName())) {
      throw new NoDeviceException(messageOf(NoDeviceException.class, text));
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

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("").strip();
  }
}
