package org.sparkhalving.spark;

/**
 * Jobs cannot be run, by no trial's fault: Spark was shut down or lost its cluster, a task met a
 * sick host or device, or too many trials crashed. A study stops, resumable.
 */
public final class SparkFailureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String reason;

  SparkFailureException(String message) {
    this(message, message + "; nothing is lost, go on with `search --resume`");
  }

  private SparkFailureException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** The same of a job that is none of a search, so that there is nothing to resume. */
  SparkFailureException outsideSearch() {
    SparkFailureException same = new SparkFailureException(reason, reason);
    same.initCause(this);
    return same;
  }
}
