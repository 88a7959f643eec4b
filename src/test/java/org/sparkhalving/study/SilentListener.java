package org.sparkhalving.study;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.EpochMetrics;

/** A listener that only remembers what it heard. */
public final class SilentListener implements StudyListener {
  final List<Event> ended = new ArrayList<>();
  public final List<String> notices = new ArrayList<>();

  @Override
  public void started(StudyHistory history, int slots, LongSupplier nanos) {}

  @Override
  public void epochEnded(int trial, int rung, EpochMetrics epoch) {}

  @Override
  public void jobEnded(Event outcome) {
    ended.add(outcome);
  }

  @Override
  public void notice(String sentence) {
    notices.add(sentence);
  }
}
