package org.sparkhalving.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Metric;

/** Numbers as people read them, the same in every locale. */
public final class Figures {
  /** What stands where there is no figure. */
  static final String NONE = "-";

  private static final MathContext FOUR_DIGITS = new MathContext(4, RoundingMode.HALF_UP);

  /** A double has no more. */
  private static final MathContext ALL_DIGITS = new MathContext(17, RoundingMode.HALF_UP);

  private static final double LONGEST_PLAIN = 1e7;
  private static final double SHORTEST_PLAIN = 1e-4;

  private Figures() {}

  /** A percentage with two decimals, without its sign. */
  static String percent(double value) {
    return fixed(value, 2);
  }

  /** A percentage with one decimal, without its sign. */
  static String tenth(double value) {
    return fixed(value, 1);
  }

  /** A loss with four decimals. */
  static String loss(double value) {
    return fixed(value, 4);
  }

  /** A metric's value with its unit, if it has one: {@code 87.61 %} or {@code 0.3312}. */
  public static String metric(Metric metric, double value) {
    return switch (metric) {
      case VAL_ACCURACY -> percent(value) + " %";
      case VAL_LOSS -> loss(value);
    };
  }

  /**
   * How far the validation loss lies above the training loss, in percent with one decimal: {@code
   * 100 · val_loss / train_loss − 100}, a measure of overfitting; below 0 where dropout makes
   * training harder than validation.
   */
  static String difference(EpochMetrics epoch) {
    double difference = 100 * epoch.valLoss() / epoch.trainLoss() - 100;
    return Double.isFinite(difference) ? fixed(difference, 1) : NONE;
  }

  /**
   * A hyperparameter's value: real numbers in four significant digits, lists as {@code
   * 342/580/491}, an absent one as an empty text.
   */
  static String hyperparameter(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Double || value instanceof Float) {
      return significant(((Number) value).doubleValue());
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Figures::hyperparameter).collect(Collectors.joining("/"));
    }
    return value.toString();
  }

  /** Four significant digits without trailing zeros; {@code 1.235e-5} where that is shorter. */
  static String significant(double value) {
    return digits(value, FOUR_DIGITS);
  }

  /** As {@link #significant}, but with all digits. */
  public static String exact(double value) {
    return digits(value, ALL_DIGITS);
  }

  private static String digits(double value, MathContext digits) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    double size = Math.abs(value);
    if (size != 0 && (size < SHORTEST_PLAIN || size >= LONGEST_PLAIN)) {
      DecimalFormat scientific =
          new DecimalFormat(
              "0.%sE0".formatted("#".repeat(digits.getPrecision() - 1)),
              DecimalFormatSymbols.getInstance(Locale.ROOT));
      scientific.setRoundingMode(digits.getRoundingMode());
      return scientific.format(value).replace('E', 'e');
    }
    return BigDecimal.valueOf(value).round(digits).stripTrailingZeros().toPlainString();
  }

  /** Hours, minutes and seconds: {@code 0:01:10}. */
  public static String duration(Duration duration) {
    return String.format(
        Locale.ROOT,
        "%d:%02d:%02d",
        duration.toHours(),
        duration.toMinutesPart(),
        duration.toSecondsPart());
  }

  /** A number and what it counts: {@code 1 epoch}, {@code 2 epochs}. */
  static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** {@code text} in one line, without control characters. */
  static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }

  /** An epoch's accuracy, see {@link #percent}; {@link #NONE} where it is not recorded. */
  static String valAccuracy(EpochMetrics epoch) {
    Double accuracy = epoch.recorded(EpochMetrics::valAccuracy);
    return accuracy == null ? NONE : percent(accuracy);
  }

  /** An epoch's training loss, see {@link #loss}; {@link #NONE} where it is not recorded. */
  static String trainLoss(EpochMetrics epoch) {
    Double loss = epoch.recorded(EpochMetrics::trainLoss);
    return loss == null ? NONE : loss(loss);
  }

  private static String fixed(double value, int decimals) {
    if (!Double.isFinite(value) || Math.abs(value) >= LONGEST_PLAIN) {
      return significant(value);
    }
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP).toPlainString();
  }
}
