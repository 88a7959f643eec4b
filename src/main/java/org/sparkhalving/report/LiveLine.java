package org.sparkhalving.report;

import java.util.stream.Collectors;
import org.sparkhalving.history.Snapshot;

/** The live line's text: what matters most first, since a narrow terminal cuts its end. */
final class LiveLine {
  private static final int BAR = 10;

  private LiveLine() {}

  /**
   * The text for one moment, such as {@code [===> ] 24/40 epochs, 0:01:10 left, best 87.61 % (trial
   * 3), rung 1: 5/8 trials}.
   *
   * @param length the most characters it may have
   */
  static String text(Plan plan, Moment now, int length) {
    String rungs =
        now.current().stream().map(rung -> rung(rung, now)).collect(Collectors.joining());
    String text =
        "%s %s/%s%s, %s left, best %s%s%s"
            .formatted(
                bar(now),
                now.epochsDone(),
                now.most(),
                Figures.count(now.epochsInAll(), "epoch"),
                Sentences.left(now),
                Sentences.best(plan, now),
                rungs,
                now.failed() == 0 ? "" : ", " + now.failed() + " failed");
    return text.substring(0, Math.min(length, text.length()));
  }

  private static String rung(int number, Moment now) {
    Snapshot.Rung rung = now.rungs().get(number);
    String noun = rung.trials() == 1 ? "trial" : "trials";
    return ", rung %s: %s/%s %s".formatted(number, rung.ended(), now.trialsIn(number), noun);
  }

  private static String bar(Moment now) {
    long all = Math.max(1, now.epochsInAll());
    int filled = (int) (BAR * now.epochsDone() / all);
    String tip = filled < BAR ? ">" : "";
    return "[" + "=".repeat(filled) + tip + " ".repeat(BAR - filled - tip.length()) + "]";
  }
}
