package org.sparkhalving.settings;

/**
 * What was asked for cannot be done as it was asked: the message says why and what to do instead.
 */
public final class RefusedException extends RuntimeException {
  /** Says why and what to do instead. */
  public RefusedException(String message) {
    super(message);
  }
}
