package org.sparkhalving.cli;

/** Arguments that cannot be followed: the message says why and what to do instead. */
final class UsageException extends RuntimeException {
  UsageException(String message) {
    super(message);
  }
}
