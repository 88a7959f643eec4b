package org.sparkhalving.training.natives;

import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/**
 * The engine did not start in this process: its libraries are missing, damaged, do not fit the
 * system, or lie where others could have changed them. No trial is at fault.
 */
public final class EngineStartException extends ReportedException {
  /**
   * Says why, and the cure.
   *
   * @param message a whole sentence
   */
  public EngineStartException(String message) {
    super(ErrorKind.ENVIRONMENT, message);
  }

  /** The same, with what it was caused by. */
  public EngineStartException(String message, Throwable cause) {
    super(ErrorKind.ENVIRONMENT, message, cause);
  }
}
