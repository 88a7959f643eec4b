package org.sparkhalving.report;

import java.io.PrintStream;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.space.Configuration;

/**
 * Shows people how far a search is. Any thread may call it at any time; {@link #epochEnded} prints
 * nothing itself, so that it never waits for a slow output.
 */
public interface Progress extends AutoCloseable {

  /**
   * Begins to show the progress of a study, with a sentence about its plan.
   *
   * @param out where to; not closed
   * @param screen the terminal that {@code out} leads to: live lines, above them a line for each
   *     rung that is finished, each failure and each notice. Where it is empty, a line for each
   *     trial that ends a rung, without control characters
   * @param plan what is to be done, and what was done before
   * @param nanos a clock that never goes back, in nanoseconds
   */
  static Progress to(PrintStream out, Optional<Screen> screen, Plan plan, LongSupplier nanos) {
    return screen.isPresent()
        ? new TerminalProgress(out, screen.get(), plan, nanos)
        : new PlainProgress(out, plan, nanos);
  }

  /**
   * A job is under way.
   *
   * @param before the last epoch that its trial has trained; empty before its first
   * @param configuration what the trial tries
   */
  void jobStarted(Job job, Optional<EpochMetrics> before, Configuration configuration);

  /**
   * An epoch ended. May come twice, out of order or after the job's end, when tasks are retried.
   *
   * @param job one that is under way; any other is ignored
   */
  void epochEnded(Job job, EpochMetrics epoch);

  /**
   * A job's outcome was recorded; once for each.
   *
   * @param after how far the study was right after it
   */
  void jobEnded(Event.Outcome outcome, Snapshot after);

  /** The jobs under way were cancelled: none of them will have an outcome. */
  void jobsCancelled();

  /** The terminal has another size now. */
  default void resized(Screen now) {}

  /** From now on, {@code slots} trials train at a time. */
  void slots(int slots);

  /**
   * Shows a sentence that people should know.
   *
   * @param to where notices go, perhaps the same terminal
   */
  void notice(String sentence, PrintStream to);

  /**
   * Ends the display with a sentence about what was done and recorded. A second call does nothing.
   */
  @Override
  void close();
}
