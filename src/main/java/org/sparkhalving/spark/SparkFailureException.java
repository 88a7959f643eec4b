package org.sparkhalving.spark;

import java.util.Optional;

/**
 * Jobs cannot be run, by no trial's fault: Spark was shut down or lost its cluster, a task met a
 * sick host or device, or too many trials crashed. A study stops, resumable.
 */
public final class SparkFailureException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String reason;
  private final transient Attempt attempt;

  /**
   * An attempt of a trial that may be why, all the same.
   *
   * @param how it ended, in words
   */
  record Attempt(int trial, String how) {}

  SparkFailureException(String message) {
    this(message, message + "; nothing is lost, go on with `search --resume`", null);
  }

  /** One that counts as an attempt of a trial. */
  SparkFailureException(String message, Attempt attempt) {
    this(message, message + "; nothing is lost, go on with `search --resume`", attempt);
  }

  private SparkFailureException(String reason, String message, Attempt attempt) {
    super(message);
    this.reason = reason;
    this.attempt = attempt;
  }

  /** The attempt of a trial that it counts as, if so. */
  Optional<Attempt> attempt() {
    return Optional.ofNullable(attempt);
  }

  /** The same of a job that is none of a search, so that there is nothing to resume. */
  SparkFailureException outsideSearch() {
    SparkFailureException same = new SparkFailureException(reason, reason, null);
    same.initCause(this);
    return same;
  }
}
