package org.sparkhalving.input;

/** The learning curves of a simulation cannot be read, or are not what a study can replay. */
public final class BadCurvesException extends RuntimeException {
  /** Says what is wrong, where and the cure. */
  public BadCurvesException(String message) {
    super(message);
  }
}
