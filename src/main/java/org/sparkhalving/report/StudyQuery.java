package org.sparkhalving.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A question that people ask of a study's tables, with the Spark SQL that answers it: a file {@code
 * query/<name>.sql}, whose first comment line is the title, and whose second says what is answered.
 *
 * @param name such as {@code cost-of-losers}
 * @param title a few words
 * @param description one or two sentences
 * @param sql over the views {@code trials}, {@code epochs} and {@code decisions}; ends with a line
 *     feed
 */
public record StudyQuery(String name, String title, String description, String sql) {
  private static final String COMMENT = "-- ";

  /** In the order in which a reader meets them. */
  private static final List<String> NAMES =
      List.of(
          "history",
          "best-so-far",
          "regret",
          "rungs",
          "flow",
          "rank-correlation",
          "savings",
          "cost-of-losers",
          "device-seconds",
          "learning-curves",
          "best-trial",
          "diff",
          "slices",
          "timeline",
          "speed",
          "failures");

  /** All of them, in the order of {@code src/docs/sql.md}. */
  public static List<StudyQuery> all() {
    return NAMES.stream().map(StudyQuery::read).toList();
  }

  /** The one of that name, if there is one. */
  public static Optional<StudyQuery> named(String name) {
    return NAMES.contains(name) ? Optional.of(read(name)) : Optional.empty();
  }

  private static StudyQuery read(String name) {
    try (InputStream in = StudyQuery.class.getResourceAsStream("query/" + name + ".sql")) {
      List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
      return new StudyQuery(
          name,
          comment(lines.get(0)),
          comment(lines.get(1)),
          lines.stream().skip(2).map(line -> line + "\n").collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String comment(String line) {
    if (!line.startsWith(COMMENT)) {
      throw new IllegalStateException("not a comment: " + line);
    }
    return line.substring(COMMENT.length());
  }
}
