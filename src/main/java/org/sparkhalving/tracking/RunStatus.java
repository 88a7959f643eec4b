package org.sparkhalving.tracking;

import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.history.TrialStatus;

/** A run's status, by MLflow's names. */
enum RunStatus {
  /** It is under way. */
  RUNNING,
  /** It waits for a decision, a slot or a resume. */
  SCHEDULED,
  /** It is over, and was not cut short. */
  FINISHED,
  /** It failed; a study, if all its trials have. */
  FAILED,
  /** It was ended early: a trial by a stop rule, a study by an interruption. */
  KILLED;

  /** Whether nothing follows, unless somebody resumes it. */
  boolean isOver() {
    return this != RUNNING && this != SCHEDULED;
  }

  /**
   * A trial's.
   *
   * @param running whether a driver is at work on the study
   */
  static RunStatus ofTrial(TrialStatus status, boolean running) {
    return switch (status) {
      case RUNNING -> running ? RUNNING : SCHEDULED;
      case PAUSED -> SCHEDULED;
      case STOPPED, COMPLETED -> FINISHED;
      case FAILED -> FAILED;
      case CANCELLED -> KILLED;
    };
  }

  /**
   * A study's.
   *
   * @param running as for {@link #ofTrial}
   */
  static RunStatus ofStudy(StudyHistory history, boolean running) {
    if (history.ended().isEmpty()) {
      return running ? RUNNING : KILLED;
    }
    return history.trials().stream().map(TrialRecord::failure).allMatch(f -> f.isPresent())
        ? FAILED
        : FINISHED;
  }
}
