package org.sparkhalving.study;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.space.Configuration;

/** Follows a study's progress, to show it. Must not block, and decides nothing. */
public interface StudyListener {
  /**
   * The study starts, or resumes from {@code history}, with that many jobs at a time.
   *
   * @param slots 0 where that is not known yet, on a cluster whose executors are still to come
   * @param nanos a clock that never goes back, in nanoseconds: of a simulated study the virtual one
   */
  void started(StudyHistory history, int slots, LongSupplier nanos);

  /** So many jobs may run at a time from now on; called when that changes. */
  default void slots(int slots) {}

  /**
   * A job is under way.
   *
   * @param before the last epoch that its trial has trained; empty before its first
   * @param configuration what the trial tries
   */
  default void jobStarted(Job job, Optional<EpochMetrics> before, Configuration configuration) {}

  /** An epoch ended; called from another thread than the rest. */
  void epochEnded(int trial, int rung, EpochMetrics epoch);

  /**
   * A job's outcome was recorded, or is about to be. Jobs that may run because of it can have
   * started before this call.
   *
   * @param after how far the study was with it, and without what came after
   */
  void jobEnded(Event.Outcome outcome, Snapshot after);

  /** The jobs under way were cancelled: none of them will have an outcome. */
  default void jobsCancelled() {}

  /** There is something that people should know, a sentence; called from another thread too. */
  void notice(String sentence);
}
