package org.sparkhalving.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.space.Configuration;

/** A listener that only remembers what it heard. */
public final class SilentListener implements StudyListener {
  final List<Event.Outcome> ended = new ArrayList<>();
  final List<Snapshot> after = new ArrayList<>();
  final List<Job> started = new ArrayList<>();
  public final List<String> notices = new ArrayList<>();

  @Override
  public void started(StudyHistory history, int slots, LongSupplier nanos) {}

  @Override
  public void jobStarted(Job job, Optional<EpochMetrics> before, Configuration configuration) {
    started.add(job);
  }

  @Override
  public void epochEnded(int trial, int rung, EpochMetrics epoch) {}

  @Override
  public void jobEnded(Event.Outcome outcome, Snapshot after) {
    ended.add(outcome);
    this.after.add(after);
  }

  @Override
  public void notice(String sentence) {
    notices.add(sentence);
  }
}
