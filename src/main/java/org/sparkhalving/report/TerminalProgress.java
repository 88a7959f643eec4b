package org.sparkhalving.report;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.space.Configuration;

/**
 * Progress on a terminal: live lines at the bottom, permanent lines above them. A thread of its own
 * redraws the live ones four times a second, each in place and in one write, so that they do not
 * flicker. They are drawn with the terminal's line wrapping off: where the window has become
 * narrower they are cut at its edge.
 */
final class TerminalProgress implements Progress {
  private static final int REDRAW_MILLIS = 250;
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final String CLEAR_TO_EDGE = "\u001b[K";
  private static final String WRAPPING_OFF = "\u001b[?7l";
  private static final String WRAPPING_ON = "\u001b[?7h";

  private final PrintStream out;
  private final Screen screen;
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

  /** The live lines that the terminal shows now; the cursor is at the end of the last. */
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
    draw();
    redrawing =
        clock.scheduleWithFixedDelay(
            this::draw, REDRAW_MILLIS, REDRAW_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void jobStarted(Job job, int epochs, Configuration configuration) {
    tally.jobStarted(job, epochs, configuration);
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

  /** Another stream may lead to the same terminal, so the live lines make way for it. */
  @Override
  public synchronized void notice(String sentence, PrintStream to) {
    out.print(toTop() + CLEAR_BELOW);
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
      out.print(toTop() + CLEAR_BELOW);
      live = List.of();
      print(Sentences.closing(plan, tally.atEnd()));
    }
  }

  /** Shows the moment in the live lines, where that changes them. */
  private synchronized void draw() {
    List<String> lines =
        LiveView.lines(plan, tally.now(), screen).stream()
            .map(line -> screen.colours() ? line.toAnsi() : line.toString())
            .toList();
    if (!closed && !lines.equals(live)) {
      String top = lines.size() < live.size() ? toTop() + CLEAR_BELOW : toTop();
      live = lines;
      out.print(top + liveText());
      out.flush();
    }
  }

  private synchronized void printFinished(Moment now) {
    while (finishedRungs < now.finishedRungs()) {
      print(Sentences.rungFinished(plan, finishedRungs, now));
      finishedRungs++;
    }
  }

  /** Prints a line above the live ones. */
  private synchronized void print(String line) {
    out.print(toTop() + line + CLEAR_TO_EDGE + "\n" + liveText());
    out.flush();
  }

  /** Moves the cursor to the beginning of the first live line. */
  private String toTop() {
    return live.size() > 1 ? "\r\u001b[%sA".formatted(live.size() - 1) : "\r";
  }

  /** Writes the live lines over what is there. */
  private String liveText() {
    return live.isEmpty()
        ? ""
        : live.stream()
            .map(CLEAR_TO_EDGE::concat)
            .collect(Collectors.joining("\n", WRAPPING_OFF, WRAPPING_ON));
  }
}
