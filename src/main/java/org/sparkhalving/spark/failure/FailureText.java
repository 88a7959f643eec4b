package org.sparkhalving.spark.failure;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkhalving.training.failure.Cause;

/** Parts of what Spark says of a job that failed: tasks' exceptions arrive as text. */
public final class FailureText {
  private static final int LONGEST_SUMMARY = 500;

  /** What Spark says before the reason of the last of a task's failures. */
  public static final Pattern LAST_FAILURE = Pattern.compile("[Mm]ost recent failure:\\s+(?!null)");

  /** Which attempt, host and executor: "Lost task 0.2 in stage 4.0 (TID 9) (host executor 1): ". */
  public static final Pattern LOST_TASK =
      Pattern.compile(
          "Lost task \\d+\\.(\\d+) in stage \\S+ \\(TID \\d+\\) \\(((\\S+) (executor [^)]+))\\): ");

  private FailureText() {}

  /** The reason of the last attempt's failure, in one line, without the task and its executor. */
  public static String summary(Throwable error) {
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
  public static String reason(Throwable error) {
    String text = text(error);
    Matcher last = LAST_FAILURE.matcher(text);
    return last.find() ? text.substring(last.end()) : text;
  }

  /** The last attempt's exception as the task printed it, or another reason. */
  public static String exception(Throwable error) {
    String reason = reason(error);
    Matcher lost = LOST_TASK.matcher(reason);
    String exception = lost.lookingAt() ? reason.substring(lost.end()) : reason;
    int driver = exception.indexOf("\nDriver stacktrace:");
    return driver < 0 ? exception : exception.substring(0, driver);
  }

  /** What Spark says, as it is. */
  public static String text(Throwable error) {
    return String.valueOf(error.getMessage());
  }

  /** The error that is at the bottom of another. */
  public static Throwable innermost(Throwable error) {
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

  /** The first line. */
  public static String firstLine(String text) {
    return text.lines().findFirst().orElse("").strip();
  }
}
