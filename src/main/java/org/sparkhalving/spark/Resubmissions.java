package org.sparkhalving.spark;

import java.util.HashMap;
import java.util.Map;
import org.sparkhalving.search.Job;

/**
 * Counts how often jobs were submitted again because their executors were taken away. That is not
 * the trial's fault, unless the trial is why: the kernel kills a process whose memory does not
 * suffice. So there is an end to it.
 */
final class Resubmissions {
  private static final int PER_ATTEMPT = 3;

  private final Map<Job, Integer> counts = new HashMap<>();
  private final int most;

  /**
   * Nothing submitted again yet.
   *
   * @param maxAttempts how often Spark tries a task, at least 1; a job is submitted again at most
   *     three times as often
   */
  Resubmissions(int maxAttempts) {
    most = PER_ATTEMPT * maxAttempts;
  }

  /** Whether a job may be submitted once more; counts it if so. */
  boolean allows(Job job) {
    return counts.merge(job, 1, Integer::sum) <= most;
  }
}
