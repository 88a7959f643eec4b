package org.sparkhalving.report;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;

/**
 * Progress on a terminal: a live line at the bottom, permanent lines above it.
 *
 * <p>The progress bar library redraws the line from a thread of its own, four times a second. It is
 * given a consumer and a length, so that it need not open the terminal to ask for its width.
 * Instead, the line is drawn with the terminal's line wrapping off: one that is too long is cut at
 * the edge, however wide the window is or becomes.
 */
final class TerminalProgress implements Progress {
  private static final int LONGEST_LINE = 160;
  private static final int REDRAW_MILLIS = 250;
  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final String WRAPPING_OFF = "\u001b[?7l";
  private static final String WRAPPING_ON = "\u001b[?7h";

  private final PrintStream out;
  private final Plan plan;
  private final Tally tally;
  private final ProgressBar bar;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** What the terminal's last line shows now; guarded by this. */
  private String live = "";

  /** How many rungs were finished at the start, or have had their line since; guarded by this. */
  private int finishedRungs;

  TerminalProgress(PrintStream out, Plan plan, LongSupplier nanos) {
    this.out = out;
    this.plan = plan;
    tally = new Tally(plan, nanos);
    Moment start = tally.now();
    finishedRungs = start.finishedRungs();
    print(Sentences.opening(plan, start));
    bar =
        ProgressBar.builder()
            .setInitialMax(start.epochsInAll())
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .continuousUpdate()
            .setRenderer((state, length) -> LiveLine.text(plan, tally.now(), length))
            .setConsumer(new DelegatingProgressBarConsumer(this::draw, LONGEST_LINE))
            .build();
  }

  @Override
  public void jobStarted(Job job, int epochs) {
    tally.jobStarted(job, epochs);
  }

  @Override
  public void epochEnded(Job job, EpochMetrics epoch) {
    tally.epochEnded(job, epoch);
  }

  @Override
  public void jobEnded(Event.Outcome outcome, Snapshot after) {
    Moment now = tally.jobEnded(outcome, after);
    if (outcome instanceof Event.Failed failed) {
      print("trial %s %s".formatted(failed.trial(), Sentences.failure(failed)));
    }
    printFinished(now);
  }

  @Override
  public void slots(int slots) {
    tally.slots(slots);
  }

  /** Another stream may lead to the same terminal, so the live line makes way for it. */
  @Override
  public synchronized void notice(String sentence, PrintStream to) {
    out.print(live.isEmpty() ? "" : CLEAR_LINE);
    out.flush();
    to.print(Figures.oneLine(sentence) + "\n");
    to.flush();
    out.print(live.isEmpty() ? "" : liveLine());
    out.flush();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      bar.close();
      draw("");
      print(Sentences.closing(plan, tally.atEnd()));
    }
  }

  /** Shows {@code text} in the live line; called by the library's thread. */
  private synchronized void draw(String text) {
    if (!text.equals(live)) {
      live = text;
      out.print(liveLine());
      out.flush();
    }
  }

  private synchronized void printFinished(Moment now) {
    while (finishedRungs < now.finishedRungs()) {
      print(Sentences.rungFinished(plan, finishedRungs, now));
      finishedRungs++;
    }
  }

  /** Prints a line above the live one. */
  private synchronized void print(String line) {
    out.print(
        (live.isEmpty() ? "" : CLEAR_LINE) + line + "\n" + (live.isEmpty() ? "" : liveLine()));
    out.flush();
  }

  private String liveLine() {
    return live.isEmpty() ? CLEAR_LINE : CLEAR_LINE + WRAPPING_OFF + live + WRAPPING_ON;
  }
}
