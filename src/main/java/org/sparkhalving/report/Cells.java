package org.sparkhalving.report;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/** A value in a table or a CSV file, in full. */
final class Cells {
  private Cells() {}

  /**
   * A value as text: numbers with all their digits, points in time as ISO 8601 in UTC, bytes in
   * hexadecimal, lists as {@code [1, 2]}, maps as {@code {a: 1}}.
   *
   * @param missing what stands for null
   */
  static String text(Object value, String missing) {
    if (value == null) {
      return missing;
    }
    if (value instanceof Timestamp timestamp) {
      return timestamp.toInstant().toString();
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    }
    if (value instanceof Collection<?> list) {
      return list.stream()
          .map(element -> text(element, "null"))
          .collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> text(entry.getKey(), "null") + ": " + text(entry.getValue(), "null"))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return value.toString();
  }
}
