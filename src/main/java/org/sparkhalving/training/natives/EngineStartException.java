package org.sparkhalving.training.natives;

/**
 * The engine did not start in this process: its libraries are missing, damaged, do not fit the
 * system, or lie where others could have changed them. No trial is at fault.
 */
public final class EngineStartException extends RuntimeException {
  /**
   * Says why, and the cure.
   *
   * @param message a whole sentence
   */
  public EngineStartException(String message) {
    super(message);
  }

  /** The same, with what it was caused by. */
  public EngineStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
