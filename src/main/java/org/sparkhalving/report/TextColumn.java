package org.sparkhalving.report;

import com.github.freva.asciitable.HorizontalAlign;
import java.util.List;
import java.util.stream.Stream;

/**
 * A column of a text table.
 *
 * @param name what stands above it
 * @param align right for numbers, left for the rest
 * @param cells its texts from the first row, each in one line
 */
record TextColumn(String name, HorizontalAlign align, List<String> cells) {
  /** A column of words. */
  static TextColumn left(String name, Stream<String> cells) {
    return new TextColumn(name, HorizontalAlign.LEFT, cells.map(Figures::oneLine).toList());
  }

  /** A column of numbers. */
  static TextColumn right(String name, Stream<String> cells) {
    return new TextColumn(name, HorizontalAlign.RIGHT, cells.map(Figures::oneLine).toList());
  }

  /** The most characters that a cell or the name has. */
  int width() {
    return Stream.concat(Stream.of(name), cells.stream())
        .mapToInt(String::length)
        .max()
        .orElseThrow();
  }
}
