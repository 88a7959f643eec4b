package org.sparkhalving.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.storage.Event;
import org.sparkhalving.storage.StudyHistory;

/** A listener that only remembers what it heard. */
final class SilentListener implements StudyListener {
  final List<Event> ended = new ArrayList<>();
  final List<String> notices = new ArrayList<>();

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
