package org.sparkhalving.spark;

import org.apache.spark.SparkConf;

/**
 * Decides how long a cluster's executors are waited for: a minute for the first; then, where it is
 * known how many come, up to a minute for all of them, else until none has come for a while.
 */
final class ExecutorPatience {
  /** How long a cluster may take to give the first executor, and those that are expected. */
  static final int SECONDS = 60;

  /** Executors that come after so long without another are not waited for. */
  private static final int QUIET_SECONDS = 3;

  private final int expected;
  private int waited;
  private int quiet;
  private int there;

  /**
   * A wait that begins now.
   *
   * @param expected how many come; 0 where that is not known
   */
  ExecutorPatience(int expected) {
    this.expected = expected;
  }

  /** How many executors a session asks for at its start; 0 where it does not say. */
  static int expected(SparkConf keys) {
    int instances = keys.getInt("spark.executor.instances", 0);
    return isDynamic(keys)
        ? Math.max(
            instances,
            Math.max(
                keys.getInt("spark.dynamicAllocation.initialExecutors", 0),
                keys.getInt("spark.dynamicAllocation.minExecutors", 0)))
        : instances;
  }

  /** Whether executors come only for tasks that wait. */
  static boolean isDynamic(SparkConf keys) {
    return keys.getBoolean("spark.dynamicAllocation.enabled", false);
  }

  /**
   * Whether to wait no longer; asked once a second.
   *
   * @param now how many executors there are
   */
  boolean isOver(int now) {
    waited = there == 0 && now > 0 ? 0 : waited + 1;
    quiet = now > 0 && now == there ? quiet + 1 : 0;
    there = now;
    if (now == 0 || now < expected) {
      return waited >= SECONDS;
    }
    return expected > 0 || quiet >= QUIET_SECONDS || waited >= SECONDS;
  }
}
