package org.sparkhalving.search;

/** Why a trial failed. Infrastructure errors are no reason: they throw, so that Spark retries. */
public enum FailureReason {
  /** The loss became NaN or infinite. */
  DIVERGED("diverged"),
  /** The device's memory did not suffice, even after its cache had been freed. */
  OUT_OF_MEMORY("out-of-memory"),
  /**
   * The training code threw or aborted the process in each of its attempts, or it cannot train at
   * all: its network is too large, or its batches do not suit the data.
   */
  CRASHED("crashed");

  private final String key;

  FailureReason(String key) {
    this.key = key;
  }

  /** The reason's name in tables. */
  public String key() {
    return key;
  }
}
