package org.sparkhalving.search.scheduler;

import java.util.List;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Outcome;

/**
 * Decides which trials are promoted, from trial numbers and results alone: a fold over outcomes,
 * whose final decisions do not depend on the order in which they arrive, {@link AshaStopping}
 * apart. Not thread-safe; no I/O, no clock.
 */
public interface Scheduler {
  /** The rungs that trials climb. */
  Rungs rungs();

  /** The jobs that may run before any outcome is known. */
  List<Job> start();

  /**
   * Takes in a job's outcome.
   *
   * @return the jobs that may run now and could not before, in order of rung (highest first), then
   *     trial
   * @throws IllegalArgumentException when the job was never handed out, or its outcome was reported
   *     before
   */
  List<Job> tell(Job job, Outcome outcome);

  /**
   * The rows of all rungs that are final (no later outcome can change them): by rung, with
   * hyperband then by bracket, then in order of the metric, then the lower trial number, failed
   * trials last. A rung without members has no rows.
   */
  List<Decision> decisions();

  /**
   * What is known of a trial.
   *
   * @throws IllegalArgumentException when there is no such trial
   */
  TrialState state(int trial);

  /** How much is to be trained in all, as far as is known now. */
  Outlook outlook();

  /** Whether every trial is completed, stopped or failed. */
  boolean isFinished();
}
