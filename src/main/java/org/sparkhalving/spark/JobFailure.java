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

  private JobFailure() {}

  /**
   * Throws when the environment is to blame, and not the trial: a missing device, storage that
   * cannot be reached, a damaged checkpoint.
   */
  static void throwIfEnvironment(Throwable error) {
    String text = String.valueOf(error.getMessage());
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
    int reason = text.indexOf("most recent failure: ");
    String line =
        firstLine(reason < 0 ? text : text.substring(reason + "most recent failure: ".length()));
    return line.length() <= LONGEST_SUMMARY ? line : line.substring(0, LONGEST_SUMMARY) + "…";
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("").strip();
  }
}
