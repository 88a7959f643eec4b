package org.sparkhalving.spark;

/** Storage failed a task in all its attempts: the study stops, resumable. */
public final class StorageFailureException extends RuntimeException {
  StorageFailureException(String message) {
    super(message);
  }
}
