package org.sparkhalving.error;

/**
 * An error whose message is for the user, and complete: it names what is wrong, where, and the
 * cure. Only errors that code catches, or recognises in a task's failure, have a type of their own.
 */
public class ReportedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorKind kind;

  /**
   * Says what is wrong.
   *
   * @param message what, where and the cure
   */
  public ReportedException(ErrorKind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** The same, with what it was caused by. */
  public ReportedException(ErrorKind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** What it is about. */
  public final ErrorKind kind() {
    return kind;
  }
}
