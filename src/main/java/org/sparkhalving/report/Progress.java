package org.sparkhalving.report;

import java.io.PrintStream;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.scheduler.Outlook;

/**
 * Shows people how far a search is. Threads may call at any time; {@link #epochEnded} prints
 * nothing itself, so that it never waits for a slow output.
 */
public interface Progress extends AutoCloseable {

  /**
   * Begins to show the progress of a study, with a sentence about its plan.
   *
   * @param out where to; not closed
   * @param terminal whether {@code out} is a terminal: one live line, above it a line for each rung
   *     that is finished, each failure and each notice. Otherwise a line for each trial that ends a
   *     rung, without control characters
   * @param plan what is to be done, and what was done before
   * @param nanos a clock that never goes back, in nanoseconds
   */
  static Progress to(PrintStream out, boolean terminal, Plan plan, LongSupplier nanos) {
    return terminal ? new TerminalProgress(out, plan, nanos) : new PlainProgress(out, plan, nanos);
  }

  /**
   * An epoch ended. May come twice, out of order or after the job's end, when tasks are retried.
   *
   * @param trial trial number, from 0
   * @param rung the rung that the trial is on its way to, from 0
   */
  void epochEnded(int trial, int rung, EpochMetrics epoch);

  /**
   * A trial's outcome in a rung was recorded; once for each trial and rung.
   *
   * @param last the trial's last epoch; empty when it failed before its first
   * @param failure why it failed; empty when it reached the rung
   * @param message the failure in words; empty when it did not fail
   */
  void jobEnded(
      int trial,
      int rung,
      Optional<EpochMetrics> last,
      Optional<FailureReason> failure,
      String message);

  /**
   * From now on this is what is expected: a failure or a stop leaves places in later rungs empty.
   * To be told before the outcome that it follows from.
   */
  void expect(Outlook outlook);

  /** So many trials train at a time from now on. */
  void slots(int slots);

  /**
   * Shows a sentence that people should know.
   *
   * @param to where notices go, perhaps the same terminal
   */
  void notice(String sentence, PrintStream to);

  /**
   * Ends the display with a sentence about what was done, and recorded. Does nothing the second
   * time.
   */
  @Override
  void close();
}
