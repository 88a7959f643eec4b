package org.sparkhalving.study;

import java.util.Optional;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/**
 * Jobs cannot be run, by no trial's fault: Spark was shut down or lost its cluster, a task met a
 * sick host or device, or too many trials crashed. A study stops, resumable.
 */
public final class BackendFailureException extends ReportedException {
  private static final long serialVersionUID = 1;

  private final String reason;
  private final transient Attempt attempt;

  /**
   * An attempt of a trial that may be why, all the same.
   *
   * @param how it ended, in words
   */
  public record Attempt(int trial, String how) {}

  /**
   * Says why, to which the message adds that nothing is lost.
   *
   * @param message a sentence without its point
   */
  public BackendFailureException(String message) {
    this(message, (Attempt) null);
  }

  /** One that counts as an attempt of a trial. */
  public BackendFailureException(String message, Attempt attempt) {
    this(message, message + "; nothing is lost: resume with `search --resume`", attempt);
  }

  private BackendFailureException(String reason, String message, Attempt attempt) {
    super(ErrorKind.ENVIRONMENT, message);
    this.reason = reason;
    this.attempt = attempt;
  }

  /** The attempt of a trial that it counts as, if so. */
  public Optional<Attempt> attempt() {
    return Optional.ofNullable(attempt);
  }

  /** The same for a job that is not part of a search, so that there is nothing to resume. */
  public BackendFailureException outsideSearch() {
    BackendFailureException same = new BackendFailureException(reason, reason, null);
    same.initCause(this);
    return same;
  }
}
