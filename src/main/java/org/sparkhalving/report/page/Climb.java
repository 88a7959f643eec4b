package org.sparkhalving.report.page;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.search.scheduler.TrialState;

/**
 * The rungs at which a trial has an outcome, as the study is now: of a rung that is not final yet,
 * too, of which the table {@code decisions} has no rows.
 *
 * @param first the first of them
 * @param last the last of them
 * @param fate what became of the trial there; from the rungs before it was promoted
 */
record Climb(int first, int last, Fate fate) {

  /** What became of a trial at a rung. */
  enum Fate {
    /** It was promoted to the next rung. */
    PROMOTED,
    /** It reached the rung, its last. */
    COMPLETED,
    /** It was not promoted. */
    STOPPED,
    /** It failed on its way to the rung. */
    FAILED,
    /** A stop rule ended the search before it was decided on. */
    CANCELLED,
    /** It is not decided on yet. */
    UNDECIDED
  }

  /** The climb of a trial; empty where it has no outcome yet. */
  static Optional<Climb> of(StudyHistory history, TrialRecord trial) {
    return trial.rung().map(last -> new Climb(last - trial.jobs() + 1, last, fate(history, trial)));
  }

  private static Fate fate(StudyHistory history, TrialRecord trial) {
    TrialState state = history.state(trial.trial());
    return switch (state) {
      case READY -> Fate.PROMOTED;
      case PAUSED -> history.stopped().isPresent() ? Fate.CANCELLED : Fate.UNDECIDED;
      case STOPPED -> Fate.STOPPED;
      case COMPLETED -> Fate.COMPLETED;
      case FAILED -> Fate.FAILED;
    };
  }

  /** Its rungs, in order. */
  List<Integer> rungs() {
    return IntStream.rangeClosed(first, last).boxed().toList();
  }

  /** What became of the trial at one of its rungs. */
  Fate at(int rung) {
    return rung < last ? Fate.PROMOTED : fate;
  }
}
