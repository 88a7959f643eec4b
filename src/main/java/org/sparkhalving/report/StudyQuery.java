package org.sparkhalving.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Scope;

/**
 * A question that people ask of a study's tables, with the Spark SQL that answers it: a file {@code
 * query/<name>.sql}, whose first comment line is the title, and whose second says what is answered.
 * In the file, what trials are ranked by has places: {@code {metric}} is the column of {@code
 * epochs} that has it, {@code {ranked}} the one of {@code trials}; {@code {best}} is the aggregate
 * function that chooses the best, {@code {order}} puts it first, {@code {better}} compares, {@code
 * {sign}} turns a lack into a positive number, and {@code {counted}} is the aggregate of a trial's
 * epochs that it is ranked by.
 *
 * @param name such as {@code cost-of-losers}
 * @param title a few words
 * @param description one or two sentences
 * @param sql over the views {@code trials}, {@code epochs}, {@code decisions} and {@code attempts};
 *     ends with a line feed
 */
public record StudyQuery(String name, String title, String description, String sql) {
  private static final String COMMENT = "-- ";

  /** In the order in which a reader meets them. */
  private static final List<String> NAMES =
      List.of(
          "history",
          "best-so-far",
          "best-by-time",
          "regret",
          "rungs",
          "flow",
          "rank-correlation",
          "savings",
          "cost-of-losers",
          "device-seconds",
          "repeats",
          "learning-curves",
          "best-trial",
          "diff",
          "slices",
          "attempts",
          "timeline",
          "speed",
          "failures");

  /** The names of all of them, in the order of {@code src/docs/sql.md}. */
  public static List<String> names() {
    return NAMES;
  }

  /** All of them, for studies whose trials are ranked by {@code criterion}. */
  public static List<StudyQuery> all(Criterion criterion) {
    return NAMES.stream().map(name -> read(name, criterion)).toList();
  }

  /** The one of that name, if there is one, for such studies. */
  public static Optional<StudyQuery> named(String name, Criterion criterion) {
    return NAMES.contains(name) ? Optional.of(read(name, criterion)) : Optional.empty();
  }

  private static StudyQuery read(String name, Criterion criterion) {
    try (InputStream in = StudyQuery.class.getResourceAsStream("query/" + name + ".sql")) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return new StudyQuery(
          name,
          comment(lines.get(0)),
          comment(lines.get(1)),
          lines.stream()
              .skip(2)
              .map(line -> filled(line, criterion) + "\n")
              .collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String filled(String line, Criterion criterion) {
    String metric = criterion.metric().key();
    boolean isLast = criterion.scope() == Scope.LAST;
    boolean isLow = criterion.metric().lowerIsBetter();
    String best = isLow ? "min" : "max";
    String number = "nanvl(%s, NULL)".formatted(metric);
    return line.replace(
            "{counted}", (isLast ? "max_by(%s, epoch)" : best + "(%s)").formatted(number))
        .replace("{metric}", metric)
        .replace("{ranked}", isLast ? metric : "best_" + metric)
        .replace("{best}", best)
        .replace("{order}", isLow ? "ASC" : "DESC")
        .replace("{better}", isLow ? "<" : ">")
        .replace("{sign}", isLow ? "-" : "");
  }

  private static String comment(String line) {
    if (!line.startsWith(COMMENT)) {
      throw new IllegalStateException("not a comment: " + line);
    }
    return line.substring(COMMENT.length());
  }
}
