package org.sparkhalving.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rows as JSON: one array of objects, an object a line, with the columns' names in their order; so
 * that the whole is one JSON value, and line-based tools can read it too. NaN and infinities are
 * strings ({@code "NaN"}), points in time ISO 8601 in UTC, bytes hexadecimal.
 */
public final class JsonRows {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonRows() {}

  /**
   * The text of {@code rows}; it ends with a line feed.
   *
   * @param rows whose columns have different names
   */
  public static String of(Rows rows) {
    return rows.rows().isEmpty()
        ? "[]\n"
        : rows.rows().stream()
            .map(
                row -> {
                  ObjectNode object = NODES.objectNode();
                  for (int index = 0; index < row.size(); index++) {
                    object.set(rows.columns().get(index), value(row.get(index)));
                  }
                  return object.toString();
                })
            .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
  }

  /** A value as JSON. */
  static JsonNode value(Object value) {
    if (value == null) {
      return NODES.nullNode();
    }
    if (value instanceof Boolean truth) {
      return NODES.booleanNode(truth);
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof Collection<?> list) {
      ArrayNode array = NODES.arrayNode();
      list.forEach(element -> array.add(value(element)));
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = NODES.objectNode();
      map.forEach((key, element) -> object.set(Cells.text(key, "null"), value(element)));
      return object;
    }
    return NODES.textNode(Cells.text(value, ""));
  }

  private static JsonNode number(Number number) {
    if (number instanceof Double real) {
      return Double.isFinite(real) ? NODES.numberNode(real) : NODES.textNode(real.toString());
    }
    if (number instanceof Float real) {
      return Float.isFinite(real) ? NODES.numberNode(real) : NODES.textNode(real.toString());
    }
    if (number instanceof BigDecimal decimal) {
      return DecimalNode.valueOf(decimal);
    }
    if (number instanceof BigInteger integer) {
      return NODES.numberNode(integer);
    }
    return NODES.numberNode(number.longValue());
  }
}
