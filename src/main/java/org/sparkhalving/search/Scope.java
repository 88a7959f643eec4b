package org.sparkhalving.search;

/** Which of a trial's epochs its metric is taken from. */
public enum Scope {
  /**
   * The best so far, of equal ones the first. Where the learning rate rises again, the last epoch
   * says little of how good a trial has been.
   */
  BEST("best"),
  /** The last one trained. */
  LAST("last");

  private final String key;

  Scope(String key) {
    this.key = key;
  }

  /** The scope's name in settings. */
  public String key() {
    return key;
  }
}
