package org.sparkhalving.storage.file;

/** What can go wrong with a study's folder. The message names what, where and the cure. */
public abstract class StudyException extends RuntimeException {
  /** Says what, where and the cure. */
  protected StudyException(String message) {
    super(message);
  }

  /** The same, with what it was caused by. */
  protected StudyException(String message, Throwable cause) {
    super(message, cause);
  }
}
