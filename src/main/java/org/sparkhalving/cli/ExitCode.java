package org.sparkhalving.cli;

import org.sparkhalving.data.BadDataException;
import org.sparkhalving.input.BadCurvesException;
import org.sparkhalving.input.NoDataException;
import org.sparkhalving.settings.RefusedException;
import org.sparkhalving.settings.SettingsException;
import org.sparkhalving.spark.executor.NoDeviceException;
import org.sparkhalving.spark.failure.DamagedCheckpointException;
import org.sparkhalving.spark.failure.StorageFailureException;
import org.sparkhalving.storage.StudyNameException;
import org.sparkhalving.storage.UnknownStudyException;
import org.sparkhalving.storage.file.AccessException;
import org.sparkhalving.storage.file.CredentialsException;
import org.sparkhalving.storage.file.StudyException;
import org.sparkhalving.storage.lock.StudyHeldException;
import org.sparkhalving.study.BackendFailureException;
import org.sparkhalving.training.BadCheckpointException;
import org.sparkhalving.training.natives.EngineStartException;

/** The process's exit codes, and which error has which. */
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
    if (error instanceof SettingsException
        || error instanceof UsageException
        || error instanceof RefusedException
        || error instanceof CredentialsException
        || error instanceof StudyNameException
        || error instanceof UnknownStudyException
        || error instanceof StudyHeldException) {
      return WRONG_ARGUMENTS;
    }
    if (error instanceof NoDataException
        || error instanceof BadDataException
        || error instanceof BadCurvesException
        || error instanceof NoDeviceException
        || error instanceof AccessException
        || error instanceof EnvironmentException
        || error instanceof EngineStartException
        || error instanceof BackendFailureException
        || error instanceof StorageFailureException) {
      return ENVIRONMENT;
    }
    return FAILED;
  }

  /** What to tell of an error: its own message where the error is one of this program's. */
  static String message(Throwable error) {
    boolean known =
        of(error) != FAILED
            || error instanceof StudyException
            || error instanceof DamagedCheckpointException
            || error instanceof BadCheckpointException;
    if (known) {
      return error.getMessage();
    }
    String firstLine = error.toString().lines().findFirst().orElse("");
    return "unexpected: " + firstLine + " (--stacktrace shows where it arose)";
  }
}
