package org.sparkhalving.report;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.space.Configuration;

/**
 * Progress on a terminal: live lines at the bottom, permanent lines above them. A thread of its own
 * redraws the live ones four times a second, in place and in one write, so that they do not
 * flicker.
 *
 * <p>The cursor rests in an empty line above them, so that what others write to the terminal, such
 * as Spark's warnings, stays, and the live lines move below it. They are drawn with the terminal's
 * line wrapping off.
 */
final class TerminalProgress implements Progress {
  private static final int REDRAW_MILLIS = 250;

  /** From the cursor's line on. */
  private static final String CLEAR = "\r\u001b[J";

  private static final String CLEAR_TO_EDGE = "\u001b[K";
  private static final String WRAPPING_OFF = "\u001b[?7l";
  private static final String WRAPPING_ON = "\u001b[?7h";

  private final PrintStream out;
  private Screen screen;
  private final Plan plan;
  private final Tally tally;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
          });

  private final ScheduledFuture<?> redrawing;

  /**
   * The live lines that the terminal shows now; the cursor is at the beginning of an empty one
   * above.
   */
  private List<String> live = List.of();

  /** How many rungs were finished at the start, or have had their line since. */
  private int finishedRungs;

  private boolean closed;

  TerminalProgress(PrintStream out, Screen screen, Plan plan, LongSupplier nanos) {
    this.out = out;
    this.screen = screen;
    this.plan = plan;
    tally = new Tally(plan, nanos);
    Moment start = tally.now();
    finishedRungs = start.finishedRungs();
    print(Sentences.opening(plan, start));
    redrawing =
        clock.scheduleWithFixedDelay(
            this::draw, REDRAW_MILLIS, REDRAW_MILLIS, TimeUnit.MILLISECONDS);
    draw();
  }

  @Override
  public void jobStarted(Job job, Optional<EpochMetrics> before, Configuration configuration) {
    tally.jobStarted(job, before, configuration);
  }

  @Override
  public void epochEnded(Job job, EpochMetrics epoch) {
    tally.epochEnded(job, epoch);
  }

  @Override
  public void jobEnded(Event.Outcome outcome, Snapshot after) {
    Moment now = tally.jobEnded(outcome, after);
    if (outcome instanceof Event.Failed failed) {
      print("trial %s %s".formatted(failed.trial(), Sentences.failure(failed, now)));
    }
    printFinished(now);
  }

  @Override
  public void slots(int slots) {
    tally.slots(slots);
  }

  @Override
  public void jobsCancelled() {
    tally.jobsCancelled();
  }

  @Override
  public synchronized void resized(Screen now) {
    if (!closed) {
      erase();
      screen = now;
      draw();
    }
  }

  /** Another stream may lead to the same terminal, so the live lines make way for it. */
  @Override
  public synchronized void notice(String sentence, PrintStream to) {
    out.print(CLEAR);
    out.flush();
    to.print(Figures.oneLine(sentence) + "\n");
    to.flush();
    out.print(liveText());
    out.flush();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      redrawing.cancel(false);
      clock.shutdown();
      erase();
      print(Sentences.closing(plan, tally.atEnd()));
    }
  }

  /** What prevents it ends the live lines, but neither the search nor what is printed above. */
  private synchronized void draw() {
    try {
      show(LiveView.lines(plan, tally.now(), screen));
    } catch (RuntimeException | LinkageError e) { // A cluster's Spark may bring another JLine.
      redrawing.cancel(false);
      erase();
      print("The live view has ended: " + Figures.oneLine(e.toString()));
    }
  }

  /** Shows these live lines, if they are others than before. */
  private void show(List<AttributedString> lines) {
    List<String> shown =
        lines.stream().map(line -> screen.colours() ? line.toAnsi() : line.toString()).toList();
    if (!closed && !shown.equals(live)) {
      String top = shown.size() < live.size() ? CLEAR : "\r";
      live = shown;
      out.print(top + liveText());
      out.flush();
    }
  }

  private void erase() {
    live = List.of();
    out.print(CLEAR);
    out.flush();
  }

  private synchronized void printFinished(Moment now) {
    while (finishedRungs < now.finishedRungs()) {
      print(Sentences.rungFinished(plan, finishedRungs, now));
      finishedRungs++;
    }
  }

  /** Prints a line above the live ones. */
  private synchronized void print(String line) {
    out.print(CLEAR + line + "\n" + liveText());
    out.flush();
  }

  /** Writes an empty line and the live ones over what is there, and goes back to the first. */
  private String liveText() {
    return live.isEmpty()
        ? ""
        : live.stream()
            .map(line -> "\n" + CLEAR_TO_EDGE + line)
            .collect(
                Collectors.joining(
                    "",
                    WRAPPING_OFF + CLEAR_TO_EDGE,
                    WRAPPING_ON + "\r\u001b[%sA".formatted(live.size())));
  }
}
