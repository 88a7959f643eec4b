package org.sparkhalving.report;

import java.util.List;
import java.util.stream.Collectors;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.search.scheduler.Outlook;

/** What both displays of a search's progress say in words. */
final class Sentences {
  private Sentences() {}

  /** The plan: {@code quickstart: 4 trials to 1 epoch, the best 2 to 2: 6 epochs in all, …}. */
  static String opening(Plan plan, Moment now) {
    boolean isExact = plan.outlook().isExact();
    StringBuilder text = new StringBuilder(Figures.oneLine(plan.study()) + ": ");
    text.append(isExact ? rungs(plan.outlook()) : climb(plan.outlook()))
        .append(repeats(plan.outlook()))
        .append(": ")
        .append(isExact ? "" : "at most ")
        .append(Figures.count(now.epochsInAll(), "epoch"))
        .append(" in all, ")
        .append(
            plan.slots() == 0
                ? "as many trials at a time as executors have room for"
                : Figures.count(plan.slots(), "trial") + " at a time");
    if (now.epochsDone() > 0) {
      text.append("; done before: ").append(Figures.count(now.epochsDone(), "epoch"));
    }
    return text.toString();
  }

  /**
   * The known sizes: {@code 8 trials to 1 epoch, the best 4 and 6 more to 2, 5 and 4 more to 4}.
   */
  private static String rungs(Outlook outlook) {
    StringBuilder text = new StringBuilder();
    for (Outlook.Rung rung : outlook.rungs()) {
      int promoted = rung.trials() - rung.beginners();
      if (rung.trials() == 0) {
        continue;
      }
      if (text.length() == 0) {
        text.append(Figures.count(rung.trials(), "trial"))
            .append(" to ")
            .append(Figures.count(rung.epochs(), "epoch"));
        continue;
      }
      text.append(text.indexOf(", the best ") < 0 ? ", the best " : ", ")
          .append(promoted)
          .append(rung.beginners() == 0 ? "" : " and " + rung.beginners() + " more")
          .append(" to ")
          .append(rung.epochs());
    }
    return text.toString();
  }

  /** What is known where sizes are not: {@code 16 trials to 1 epoch, the best of them to 2, 4}. */
  private static String climb(Outlook outlook) {
    List<Outlook.Rung> rungs = outlook.rungs();
    String further =
        rungs.stream().skip(1).map(rung -> "" + rung.epochs()).collect(Collectors.joining(", "));
    return "%s to %s%s"
        .formatted(
            Figures.count(outlook.trials(), "trial"),
            Figures.count(rungs.get(0).epochs(), "epoch"),
            further.isEmpty() ? "" : ", the best of them to " + further);
  }

  /**
   * How often finalists are trained again: {@code , then 6 repeats}; nothing where they are not.
   */
  private static String repeats(Outlook outlook) {
    return outlook.repeats() == 0
        ? ""
        : ", then %s%s"
            .formatted(
                outlook.isExact() ? "" : "at most ", Figures.count(outlook.repeats(), "repeat"));
  }

  /** A rung that is finished: {@code rung 0 (1 epoch): 16 trials, 1 of them failed; …}. */
  static String rungFinished(Plan plan, int number, Moment now) {
    Snapshot.Rung rung = now.rungs().get(number);
    String failed = rung.failed() == 0 ? "" : ", " + rung.failed() + " of them failed";
    return "rung %s (%s): %s%s%s"
        .formatted(
            number,
            Figures.count(rung.epochs(), "epoch"),
            Figures.count(rung.ended(), "trial"),
            failed,
            now.best().map(best -> "; best so far " + best(plan, now)).orElse(""));
  }

  /** The best so far: {@code 87.61 % (trial 3)}; a dash before there is one. */
  static String best(Plan plan, Moment now) {
    return now.best()
        .map(
            best ->
                "%s (trial %s)"
                    .formatted(Figures.metric(plan.metric(), best.metric()), best.trial()))
        .orElse(Figures.NONE);
  }

  /**
   * A trial's failure: {@code failed (diverged): the loss of epoch 2 is NaN}; a repeat's with what
   * follows from it.
   */
  static String failure(Event.Failed failed, Moment now) {
    String words = Figures.oneLine(failed.message());
    return "failed (%s)%s%s"
        .formatted(
            failed.reason().key(),
            words.isEmpty() ? "" : ": " + words,
            now.recorded()
                .repeatOf(failed.trial())
                .map("; it repeated trial %s, whose mean is without it"::formatted)
                .orElse(""));
  }

  /** The end: {@code 40 of 40 epochs done after 0:02:31; 1 of 16 trials failed}. */
  static String closing(Plan plan, Moment now) {
    String failed =
        now.failed() == 0
            ? ""
            : "; %s of %s failed"
                .formatted(now.failed(), Figures.count(plan.outlook().trials(), "trial"));
    return "%s of %s%s done after %s%s"
        .formatted(
            now.epochsDone(),
            now.isBound() ? "at most " : "",
            Figures.count(now.epochsInAll(), "epoch"),
            Figures.duration(now.elapsed()),
            failed);
  }

  /** The time left, at most or about; a dash where it is not known yet. */
  static String left(Moment now) {
    return now.left().map(left -> now.most() + Figures.duration(left)).orElse(Figures.NONE);
  }
}
