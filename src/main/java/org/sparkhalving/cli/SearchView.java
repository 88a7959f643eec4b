package org.sparkhalving.cli;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.jline.utils.Signals;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.report.Plan;
import org.sparkhalving.report.Progress;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.study.StudyListener;
import org.sparkhalving.text.Redaction;

/**
 * Shows a search's progress on standard output: live on a terminal, plain lines otherwise. Notices
 * go to standard error.
 */
final class SearchView implements StudyListener, AutoCloseable {
  /** What a terminal sends when its size changes. */
  private static final String RESIZED = "WINCH";

  private final Terminal terminal;
  private final String name;
  private volatile Progress progress;
  private volatile boolean closed;

  /** What happened to the signal before. */
  private Object before;

  SearchView(Terminal terminal, String name) {
    this.terminal = terminal;
    this.name = name;
  }

  @Override
  public void started(StudyHistory study, int slots, LongSupplier nanos) {
    Plan plan = new Plan(name, study.snapshot(), slots, study.metric());
    progress = Progress.to(terminal.out(), terminal.screen(), plan, nanos);
    before = Signals.register(RESIZED, () -> terminal.screen().ifPresent(progress::resized));
  }

  @Override
  public void slots(int slots) {
    progress.slots(slots);
  }

  @Override
  public void jobStarted(Job job, Optional<EpochMetrics> before, Configuration configuration) {
    progress.jobStarted(job, before, configuration);
  }

  @Override
  public void epochEnded(int trial, int rung, EpochMetrics epoch) {
    progress.epochEnded(new Job(trial, rung), epoch);
  }

  @Override
  public void jobEnded(Event.Outcome outcome, Snapshot after) {
    progress.jobEnded(outcome, after);
  }

  @Override
  public void jobsCancelled() {
    progress.jobsCancelled();
  }

  @Override
  public void notice(String sentence) {
    if (progress == null || closed) {
      terminal.notice(sentence);
    } else {
      progress.notice(Redaction.text(sentence), terminal.err());
    }
  }

  @Override
  public void close() {
    closed = true;
    if (progress != null) {
      Signals.unregister(RESIZED, before);
      progress.close();
    }
  }
}
