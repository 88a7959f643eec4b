package org.sparkhalving.spark;

import java.util.HashMap;
import java.util.Map;
import org.sparkhalving.search.Job;

/**
 * Counts how often jobs were submitted again although they have no outcome. That their executors
 * were taken away is not the trial's fault; but a trial for which memory does not suffice is why,
 * where the kernel kills its process. So there is an end to it, at which nobody has failed: with
 * more memory the search can be resumed.
 */
final class Resubmissions {
  private static final int PER_ATTEMPT = 3;

  private final Map<Job, Integer> taken = new HashMap<>();
  private final Map<Job, Integer> attempts = new HashMap<>();
  private final int maxAttempts;

  /**
   * Nothing submitted again yet.
   *
   * @param maxAttempts how often a job is tried, at least 1
   */
  Resubmissions(int maxAttempts) {
    this.maxAttempts = maxAttempts;
  }

  /**
   * Takes in that a job's executor was taken away in its last attempt.
   *
   * @param last how, in words
   * @throws SparkFailureException when that has happened so often that something must be done first
   */
  void require(Job job, String last) {
    int times = taken.merge(job, 1, Integer::sum);
    if (times > PER_ATTEMPT * maxAttempts) {
      throw new SparkFailureException(
          "the executors of trial %d were taken away or killed %d times, which does not count against it, at last with: %s. If the system's memory did not suffice, give executors more (spark.executor.memoryOverhead), or let fewer trials share one"
              .formatted(job.trial(), times, last));
    }
  }

  /**
   * Takes in that Spark would not try a job any more on the executors that there are, because it
   * failed on them.
   *
   * @param made how many attempts it made; 0 when that is not why the job ended
   * @return whether the job has attempts left
   */
  boolean isAttemptLeft(Job job, int made) {
    return made > 0 && attempts.merge(job, made, Integer::sum) < maxAttempts;
  }
}
