package org.sparkhalving.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Rows with named columns, such as a query's result.
 *
 * @param columns the columns' names
 * @param rows values in the columns' order: null, strings, numbers, booleans, dates and times,
 *     {@code byte[]}, or lists and maps of them
 */
public record Rows(List<String> columns, List<List<Object>> rows) {
  /** Takes copies; each row has a value for each column. */
  public Rows {
    columns = List.copyOf(columns);
    List<List<Object>> copies = new ArrayList<>();
    for (List<Object> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "row %s has %s values, but there are %s columns: %s"
                .formatted(copies.size(), row.size(), columns.size(), columns));
      }
      copies.add(Collections.unmodifiableList(new ArrayList<>(row)));
    }
    rows = Collections.unmodifiableList(copies);
  }

  /** The values of the column at {@code index}, from the first row. */
  List<Object> column(int index) {
    List<Object> values = new ArrayList<>();
    rows.forEach(row -> values.add(row.get(index)));
    return values;
  }
}
