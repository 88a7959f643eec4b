package org.sparkhalving.study;

import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.Job;
import org.sparkhalving.storage.lock.ProcessCrash;

/**
 * Whose fault it is that native code ended the process before this one, which trained trials
 * itself: that of the trial on whose thread it happened, or, on another thread, of the one that was
 * running. Where several were, they are suspects.
 */
public final class Aborts {
  private Aborts() {}

  /**
   * What to record of a crash.
   *
   * @param open the jobs that have no outcome yet
   */
  public static List<Event> blamed(
      ProcessCrash crash, StudyHistory history, List<Job> open, Instant now) {
    String message = "%s (%s)".formatted(crash.problem(), crash.report());
    return blamed(history, open, crash.trial(), message, now);
  }

  /**
   * The same, with the message to record.
   *
   * @param known on whose thread it happened, if that is known
   */
  static List<Event> blamed(
      StudyHistory history, List<Job> open, OptionalInt known, String message, Instant now) {
    List<Integer> running =
        open.stream()
            .map(Job::trial)
            .filter(
                trial ->
                    known.isPresent()
                        ? trial == known.getAsInt()
                        : history.trial(trial).unansweredStarts() > 0)
            .toList();
    return running.stream()
        .<Event>map(
            trial ->
                running.size() == 1
                    ? new Event.Aborted(trial, message, now)
                    : new Event.Suspected(trial, message, now))
        .toList();
  }
}
