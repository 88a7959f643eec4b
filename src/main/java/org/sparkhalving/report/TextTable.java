package org.sparkhalving.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows as a text table: columns separated by bars, a line below their names, no frame. */
public final class TextTable {
  /** What is between two columns: {@code " | "}. */
  private static final int GAP = 3;

  private TextTable() {}

  /**
   * A query's result. Columns of numbers are aligned to the right; numbers have all their digits.
   *
   * @param rows what to show; line breaks and control characters in values become spaces
   * @param missing what stands for null: {@code NULL}, or nothing
   * @return lines that each end with a line feed; the columns' names alone when there are no rows
   */
  public static String of(Rows rows, String missing) {
    return text(
        IntStream.range(0, rows.columns().size())
            .mapToObj(index -> column(rows.columns().get(index), rows.column(index), missing))
            .toList());
  }

  private static TextColumn column(String name, List<Object> values, String missing) {
    boolean numbers =
        values.stream().filter(Objects::nonNull).allMatch(Number.class::isInstance)
            && values.stream().anyMatch(Objects::nonNull);
    List<String> cells = values.stream().map(value -> Cells.text(value, missing)).toList();
    return numbers
        ? TextColumn.right(Figures.oneLine(name), cells.stream())
        : TextColumn.left(Figures.oneLine(name), cells.stream());
  }

  /** The table of some columns of equal lengths. */
  static String text(List<TextColumn> columns) {
    if (columns.isEmpty()) {
      return "";
    }
    Column[] layout =
        columns.stream()
            .map(
                column ->
                    new Column()
                        .header(column.name())
                        .headerAlign(column.align())
                        .dataAlign(column.align())
                        .maxWidth(column.width() + GAP))
            .toArray(Column[]::new);
    Object[][] cells =
        IntStream.range(0, columns.get(0).cells().size())
            .mapToObj(row -> columns.stream().map(column -> column.cells().get(row)).toArray())
            .toArray(Object[][]::new);
    String table =
        AsciiTable.builder()
            .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
            .lineSeparator("\n")
            .data(layout, cells)
            .asString();
    return table.lines().map(line -> line.stripTrailing() + "\n").collect(Collectors.joining());
  }

  /**
   * Splits columns into as few tables as fit into {@code width}, in order. Each has the {@code
   * keys} before its own columns; a column that is too wide by itself is alone with them.
   *
   * @param keys what names a row
   * @param columns the rest, at least one
   * @param width the most characters a line may have
   */
  static List<List<TextColumn>> fit(List<TextColumn> keys, List<TextColumn> columns, int width) {
    List<List<TextColumn>> tables = new ArrayList<>();
    List<TextColumn> table = new ArrayList<>(keys);
    for (TextColumn column : columns) {
      table.add(column);
      if (table.size() > keys.size() + 1 && width(table) > width) {
        table.remove(table.size() - 1);
        tables.add(table);
        table = new ArrayList<>(keys);
        table.add(column);
      }
    }
    tables.add(table);
    return tables;
  }

  /** How long the lines of a table are, including the space before the first column. */
  private static int width(List<TextColumn> columns) {
    return columns.stream().mapToInt(column -> column.width() + GAP).sum() - GAP + 1;
  }
}
