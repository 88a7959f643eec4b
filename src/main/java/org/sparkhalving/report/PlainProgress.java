package org.sparkhalving.report;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Standing;
import org.sparkhalving.search.space.Configuration;

/** Progress for files and pipes: a line for each trial that ends a rung, in columns. */
final class PlainProgress implements Progress {
  private final PrintStream out;
  private final Plan plan;
  private final Tally tally;
  private final AtomicBoolean closed = new AtomicBoolean();

  PlainProgress(PrintStream out, Plan plan, LongSupplier nanos) {
    this.out = out;
    this.plan = plan;
    tally = new Tally(plan, nanos);
    print(Sentences.opening(plan, tally.now()));
    print(
        line(
            "time",
            "rung",
            "trials",
            "trial",
            "epochs",
            "val acc %",
            "val loss",
            "train loss",
            "Diff %",
            "all epochs",
            "time left",
            ""));
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
    Optional<EpochMetrics> last = outcome.lastEpoch();
    int rung = outcome.rung();
    boolean isRepeat = now.recorded().repeatOf(outcome.trial()).isPresent();
    print(
        line(
            Figures.duration(now.elapsed()),
            isRepeat ? Figures.NONE : rung,
            isRepeat
                ? now.repeats()
                : "%s of %s".formatted(now.rungs().get(rung).ended(), now.trialsIn(rung)),
            outcome.trial(),
            last.map(EpochMetrics::epoch).orElse(0),
            last.map(Figures::valAccuracy).orElse(Figures.NONE),
            last.map(epoch -> Figures.loss(epoch.valLoss())).orElse(Figures.NONE),
            last.map(Figures::trainLoss).orElse(Figures.NONE),
            last.map(Figures::difference).orElse(Figures.NONE),
            "%s of %s%s".formatted(now.epochsDone(), now.most(), now.epochsInAll()),
            Sentences.left(now),
            remark(outcome, now)));
  }

  @Override
  public void jobsCancelled() {
    tally.jobsCancelled();
  }

  private String remark(Event.Outcome outcome, Moment now) {
    if (outcome instanceof Event.Failed failed) {
      return Sentences.failure(failed, now);
    }
    return now.recorded()
        .repeatOf(outcome.trial())
        .map("repeats trial %s"::formatted)
        .orElseGet(
            () ->
                now.best()
                    .filter(best -> best.trial() == outcome.trial())
                    .map(best -> best(best, outcome.lastEpoch().orElseThrow()))
                    .orElse(""));
  }

  /** Names the figure where it is an earlier epoch's. */
  private String best(Standing best, EpochMetrics last) {
    return plan.metric().of(last) == best.metric()
        ? "best"
        : "best, with " + Figures.metric(plan.metric(), best.metric());
  }

  @Override
  public void slots(int slots) {
    tally.slots(slots);
  }

  @Override
  public void notice(String sentence, PrintStream to) {
    String time = Figures.duration(tally.now().elapsed());
    print(to, String.format(Locale.ROOT, "%8s  %s", time, Figures.oneLine(sentence)));
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      print(Sentences.closing(plan, tally.atEnd()));
    }
  }

  /** Time, rung, its trials, trial, epochs, four figures, epochs of all, time left, remark. */
  private static String line(Object... cells) {
    return String.format(
            Locale.ROOT, "%8s  %4s  %9s  %5s  %6s  %9s  %8s  %10s  %6s  %13s  %9s  %s", cells)
        .stripTrailing();
  }

  private void print(String line) {
    print(out, line);
  }

  /** One write, so that lines of several threads do not mix. */
  private static void print(PrintStream to, String line) {
    to.print(line + "\n");
    to.flush();
  }
}
