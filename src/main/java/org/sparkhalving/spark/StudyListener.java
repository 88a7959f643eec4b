package org.sparkhalving.spark;

import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.storage.Event;
import org.sparkhalving.storage.StudyHistory;

/** Hears of a study's progress, to show it. Must not block, and decides nothing. */
public interface StudyListener {
  /** The study starts, or goes on from {@code history}, with that many jobs at a time. */
  void started(StudyHistory history, int slots);

  /** An epoch ended; called from another thread than the rest. */
  void epochEnded(int trial, int rung, EpochMetrics epoch);

  /** A job's outcome was recorded. */
  void jobEnded(Event outcome);
}
