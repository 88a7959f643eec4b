package org.sparkhalving.search.scheduler;

/** What a scheduler knows of a trial. */
public enum TrialState {
  /** A job of it may run or runs: it was handed out and has no outcome yet. */
  READY,
  /** It reached a rung and waits there for a decision. */
  PAUSED,
  /** It is known not to be promoted. */
  STOPPED,
  /** It reached the last rung. */
  COMPLETED,
  /** It failed. */
  FAILED
}
