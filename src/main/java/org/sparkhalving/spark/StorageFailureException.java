package org.sparkhalving.spark;

/** Storage failed a task in all its attempts: the study stops, resumable. */
public final class StorageFailureException extends RuntimeException {
  StorageFailureException(String message) {
    super(message);
  }

  private StorageFailureException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * A table could not be written. Its rows are made of the journal, so that nothing is lost.
   *
   * @param place the folder that it was written to
   * @param error Spark's
   */
  static StorageFailureException ofTable(String place, Throwable error) {
    return new StorageFailureException(
        "cannot write the table "
            + place
            + ": "
            + JobFailure.summary(error)
            + "; check that the place is reachable and has room, and go on with --resume: no result is lost, since"
            + " tables are made of the journal",
        error);
  }
}
