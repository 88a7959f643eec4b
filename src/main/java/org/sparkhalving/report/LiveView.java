package org.sparkhalving.report;

import static org.jline.utils.AttributedStyle.BOLD;
import static org.jline.utils.AttributedStyle.DEFAULT;
import static org.jline.utils.AttributedStyle.GREEN;
import static org.jline.utils.AttributedStyle.RED;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.sparkhalving.search.space.Configuration;

/**
 * What a terminal shows of a search under way: how far it is, the best so far, a table of the rungs
 * and one of the trials that are being trained. What matters most comes first, since a small
 * terminal cuts the rest.
 */
final class LiveView {
  private static final int BAR = 10;

  private LiveView() {}

  /**
   * The lines for one moment: none longer than the screen is wide, and at least two fewer than it
   * is high (but two or three), so that an empty line and the one above it stay in sight.
   */
  static List<AttributedString> lines(Plan plan, Moment now, Screen screen) {
    List<AttributedString> lines = new ArrayList<>(List.of(headline(now), best(plan, now)));
    if (now.failed() > 0) {
      lines.add(new AttributedString("failed: " + failures(now), DEFAULT.foreground(RED)));
    }
    if (now.recorded().outlook().repeats() > 0) {
      lines.add(
          new AttributedString(
              "repeats of finalists: %s done, %s training"
                  .formatted(now.repeats(), now.repeating())));
    }
    int room = screen.height() - 2 - lines.size();
    List<String> rungs = LiveTables.rungs(now, room);
    rungs.forEach(line -> lines.add(new AttributedString(line)));
    LiveTables.trials(now, room - rungs.size(), screen.width())
        .forEach(line -> lines.add(new AttributedString(line)));
    return lines.stream().map(line -> line.columnSubSequence(0, screen.width())).toList();
  }

  /** {@code [====> ] 21/40 epochs (full training: 80), 0:00:40 so far, 0:01:10 left}. */
  private static AttributedString headline(Moment now) {
    return new AttributedString(
        "%s %s/%s%s (full training: %s), %s so far, %s left"
            .formatted(
                bar(now),
                now.epochsDone(),
                now.most(),
                Figures.count(now.epochsInAll(), "epoch"),
                now.epochsInFull(),
                Figures.duration(now.elapsed()),
                Sentences.left(now)));
  }

  private static String failures(Moment now) {
    return now.recorded().failures().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getValue() + " " + entry.getKey().key())
        .collect(Collectors.joining(", "));
  }

  private static String bar(Moment now) {
    long all = Math.max(1, now.epochsInAll());
    int filled = (int) (BAR * now.epochsDone() / all);
    String tip = filled < BAR ? ">" : "";
    return "[" + "=".repeat(filled) + tip + " ".repeat(BAR - filled - tip.length()) + "]";
  }

  /** {@code best 87.61 % (trial 3): base_lr 0.00123, dropout 0.1203}. */
  private static AttributedString best(Plan plan, Moment now) {
    String configuration =
        now.recorded().bestConfiguration().map(LiveView::text).map(": "::concat).orElse("");
    return new AttributedString(
        "best " + Sentences.best(plan, now) + configuration,
        now.best().isPresent() ? BOLD.foreground(GREEN) : DEFAULT);
  }

  private static String text(Configuration configuration) {
    return configuration.values().entrySet().stream()
        .map(entry -> entry.getKey() + " " + Figures.hyperparameter(entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
