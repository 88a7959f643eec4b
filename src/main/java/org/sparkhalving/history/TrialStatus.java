package org.sparkhalving.history;

import java.util.Locale;

/** How far a trial is; the tables have the name in lower case. */
public enum TrialStatus {
  /** A job of it was started and has no outcome yet. */
  RUNNING,
  /** It has not begun, or waits for a decision or a slot. */
  PAUSED,
  /** It reached a rung and was not promoted. */
  STOPPED,
  /** It reached the last rung. */
  COMPLETED,
  /** It failed. */
  FAILED,
  /** A stop rule ended the search before it was decided on. */
  CANCELLED;

  /** The status's name in tables. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
