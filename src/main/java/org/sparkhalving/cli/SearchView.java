package org.sparkhalving.cli;

import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.spark.Settings;
import org.sparkhalving.spark.StudyListener;
import org.sparkhalving.storage.Event;
import org.sparkhalving.storage.StudyHistory;

/** Shows a search's progress on standard error. */
final class SearchView implements StudyListener, AutoCloseable {
  private final Terminal terminal;

  SearchView(Terminal terminal, Settings settings) {
    this.terminal = terminal;
  }

  @Override
  public void started(StudyHistory history, int slots) {
    terminal.notice("slots " + slots);
  }

  @Override
  public void epochEnded(int trial, int rung, EpochMetrics epoch) {
    terminal.notice(trial + " " + rung + " " + epoch);
  }

  @Override
  public void jobEnded(Event outcome) {
    terminal.notice(outcome.toString());
  }

  @Override
  public void notice(String message) {
    terminal.notice(message);
  }

  @Override
  public void close() {}
}
