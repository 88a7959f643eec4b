package org.sparkhalving.cli;

/** Something that a command needs does not work here; the message says what and the cure. */
final class EnvironmentException extends RuntimeException {
  EnvironmentException(String message, Throwable cause) {
    super(message, cause);
  }
}
