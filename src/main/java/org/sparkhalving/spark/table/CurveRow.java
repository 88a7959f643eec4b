package org.sparkhalving.spark.table;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.search.space.Distribution;

/**
 * One row of a table of curves or configurations: text from CSV files, numbers from Parquet.
 *
 * @param row its cells by column
 * @param place where it is, for messages: {@code row 3 of FILE}
 */
record CurveRow(Row row, String place) {

  /** A whole number from {@code least} to 2³¹ − 1. */
  long whole(String column, int least) {
    String allowed = "an integer from %s to %s".formatted(least, Integer.MAX_VALUE);
    try {
      long number = new BigDecimal(text(column, allowed)).longValueExact();
      if (number >= least && number <= Integer.MAX_VALUE) {
        return number;
      }
    } catch (NumberFormatException | ArithmeticException e) {
      throw wrong(column, allowed);
    }
    throw wrong(column, allowed);
  }

  /** A loss of at least 0, or one that is not finite: the trial has diverged. */
  double loss(String column) {
    String allowed = "a number >= 0, or NaN where the trial diverged";
    double value = real(column, allowed);
    return accepted(value >= 0 || !Double.isFinite(value), value, column, allowed);
  }

  /** A percentage, or NaN. */
  double percent(String column) {
    String allowed = "a percentage from 0 to 100, or NaN where the trial diverged";
    double value = real(column, allowed);
    return accepted(Double.isNaN(value) || (value >= 0 && value <= 100), value, column, allowed);
  }

  /** A time of at least 0. */
  double seconds(String column) {
    String allowed = "a finite number >= 0";
    double value = real(column, allowed);
    return accepted(value >= 0 && Double.isFinite(value), value, column, allowed);
  }

  /** Whether the table has a column. */
  boolean has(String column) {
    return row.schema().getFieldIndex(column).isDefined();
  }

  /**
   * A hyperparameter's value: one that a distribution can draw, in the type that it draws, or any
   * other; empty where the cell is empty or NaN.
   *
   * @throws ReportedException when it is a text, but the distribution draws numbers
   */
  Optional<Object> value(String column, Distribution distribution) {
    Object cell = row.getAs(column);
    String text = cell == null ? "" : cell.toString().strip();
    if (text.isEmpty() || text.equalsIgnoreCase("nan")) {
      return Optional.empty();
    } else if (distribution instanceof Distribution.Choice choice) {
      return Optional.of(one(choice.options(), text));
    } else if (distribution instanceof Distribution.Fixed fixed) {
      return Optional.of(one(List.of(fixed.value()), text));
    }
    double number = number(text, column, "a number");
    return Optional.of(
        distribution instanceof Distribution.RandInt && number == Math.rint(number)
            ? (Object) (long) number
            : (Object) number);
  }

  /** The option that a text is, or else the text. */
  private static Object one(List<Object> options, String text) {
    return options.stream()
        .filter(option -> option.toString().equals(text))
        .findFirst()
        .or(() -> options.stream().filter(option -> isSame(option, text)).findFirst())
        .orElse(text);
  }

  private static boolean isSame(Object option, String text) {
    if (!(option instanceof Number)) {
      return option.toString().equalsIgnoreCase(text);
    }
    try {
      return new BigDecimal(option.toString()).compareTo(new BigDecimal(text)) == 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** What is wrong with this row. */
  ReportedException refused(String what, String cure) {
    return new ReportedException(ErrorKind.ENVIRONMENT, "%s: %s; %s".formatted(place, what, cure));
  }

  private double accepted(boolean isAllowed, double value, String column, String allowed) {
    if (!isAllowed) {
      throw wrong(column, allowed);
    }
    return value;
  }

  private double real(String column, String allowed) {
    String text = text(column, allowed);
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "nan" -> Double.NaN;
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> number(text, column, allowed);
    };
  }

  private double number(String text, String column, String allowed) {
    try {
      return new BigDecimal(text).doubleValue();
    } catch (NumberFormatException e) {
      throw wrong(column, allowed);
    }
  }

  private String text(String column, String allowed) {
    Object value = row.getAs(column);
    String text = value == null ? "" : value.toString().strip();
    if (text.isEmpty()) {
      throw refused(column + " is empty", "allowed: " + allowed);
    }
    return text;
  }

  private ReportedException wrong(String column, String allowed) {
    return refused("%s is %s".formatted(column, row.<Object>getAs(column)), "allowed: " + allowed);
  }
}
