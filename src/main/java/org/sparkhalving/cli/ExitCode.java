package org.sparkhalving.cli;

import org.sparkhalving.error.ReportedException;

/** The process's exit codes, and which kind of error has which. */
final class ExitCode {
  /** Done. */
  static final int DONE = 0;

  /** The study failed, or is damaged. */
  static final int FAILED = 1;

  /** Wrong settings or arguments. */
  static final int WRONG_ARGUMENTS = 2;

  /** No data, no GPU although asked for, no access. */
  static final int ENVIRONMENT = 3;

  /** Interrupted; the study can be resumed. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}

  /** The exit code of a command that ended with {@code error}. */
  static int of(Throwable error) {
    if (!(error instanceof ReportedException reported)) {
      return FAILED;
    }
    return switch (reported.kind()) {
      case USAGE, SETTINGS -> WRONG_ARGUMENTS;
      case ENVIRONMENT -> ENVIRONMENT;
      case DAMAGE, TAKEN_OVER -> FAILED;
    };
  }

  /** What to report of an error: its own message where the error is one of this program's. */
  static String message(Throwable error) {
    if (error instanceof ReportedException) {
      return error.getMessage();
    }
    String firstLine = error.toString().lines().findFirst().orElse("");
    return "unexpected: %s (--stacktrace shows where it arose)".formatted(firstLine);
  }
}
