package org.sparkhalving.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows as comma-separated values (RFC 4180, but lines end with a line feed), the columns' names
 * first. Values with a comma, a quotation mark or a line break are quoted; null is an empty field,
 * an empty string is {@code ""}. Numbers have all their digits; no value is changed for the sake of
 * spreadsheets, not even one that begins with an equals sign.
 */
public final class Csv {
  private Csv() {}

  /** The text of {@code rows}. */
  public static String of(Rows rows) {
    StringBuilder text = new StringBuilder(line(rows.columns()));
    rows.rows().forEach(row -> text.append(line(row)));
    return text.toString();
  }

  private static String line(List<?> values) {
    return values.stream().map(Csv::field).collect(Collectors.joining(",", "", "\n"));
  }

  private static String field(Object value) {
    String text = Cells.text(value, "");
    boolean plain =
        value == null
            || (!text.isEmpty()
                && text.chars().noneMatch(letter -> ",\"\r\n".indexOf(letter) >= 0));
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
