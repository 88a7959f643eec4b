package org.sparkhalving.spark;

import java.util.HashMap;
import java.util.Map;
import org.sparkhalving.search.Job;
import org.sparkhalving.study.BackendFailureException;

/**
 * Counts how often jobs were submitted again although they have no outcome. That their executors
 * were taken away is not the trial's fault; but a trial for which memory does not suffice is why,
 * where the kernel kills its process. So there is an end to it, at which nobody has failed: with
 * more memory the search can be resumed. That its executors were killed so often counts as one
 * attempt of the trial, so that it does not end every resume.
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
   * @return whether that has happened so often that something must be done first; then counting
   *     begins anew
   */
  boolean isTooOften(Job job) {
    boolean tooOften = taken.merge(job, 1, Integer::sum) > PER_ATTEMPT * maxAttempts;
    if (tooOften) {
      taken.remove(job);
    }
    return tooOften;
  }

  /**
   * What ends the search when {@link #isTooOften} is true of a job, also with no other beside it.
   *
   * @param last how its last executor was taken away, in words
   * @param killed whether it was killed, as the kernel does where memory does not suffice
   */
  BackendFailureException tooOften(Job job, String last, boolean killed) {
    int times = PER_ATTEMPT * maxAttempts + 1;
    String message =
        "the executors of trial %s were taken away or killed %s times, at last with: %s. If the system's memory did not suffice, give executors more (spark.executor.memoryOverhead), or let fewer trials share one; it has not failed"
            .formatted(job.trial(), times, last);
    return killed
        ? new BackendFailureException(
            message
                + ", but this was one of its attempts: when it has had resources.max-attempts of them, a resume records it as crashed (--set resources.max-attempts=1 continues without it)",
            new BackendFailureException.Attempt(
                job.trial(), "%s executors that were killed (%s)".formatted(times, last)))
        : new BackendFailureException(message);
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
