package org.sparkhalving.spark.failure;

/** Storage failed a task in all its attempts: the study stops, resumable. */
public final class StorageFailureException extends RuntimeException {
  /** Says which task's storage, and the cure. */
  public StorageFailureException(String message) {
    super(message);
  }

  private StorageFailureException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * A table could not be written. Its rows are made of the journal, so that nothing is lost.
   *
   * @param table its name
   * @param study the study's URI
   * @param error Spark's
   */
  public static StorageFailureException ofTable(String table, String study, Throwable error) {
    return new StorageFailureException(
        "cannot write the table "
            + table
            + " of "
            + study
            + ": "
            + FailureText.summary(FailureText.innermost(error))
            + "; check that the place is reachable and has room, and go on with --resume: no result is lost, since"
            + " tables are made of the journal",
        error);
  }
}
