package org.sparkhalving.report.page;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as the page has them: JSON knows no NaN, and a plot needs no seventeen digits. */
final class Numbers {
  private static final MathContext SIX_DIGITS = new MathContext(6);
  private static final MathContext EIGHT_DIGITS = new MathContext(8);

  private Numbers() {}

  /** Six significant digits, for a point of a plot; null for NaN and infinities. */
  static Double sixDigits(double value) {
    return rounded(value, SIX_DIGITS);
  }

  /**
   * Eight significant digits, for what the page writes with up to four decimals: rounded once more
   * they are those of the terminal. Null for NaN and infinities.
   */
  static Double eightDigits(double value) {
    return rounded(value, EIGHT_DIGITS);
  }

  private static Double rounded(double value, MathContext digits) {
    return Double.isFinite(value)
        ? (Double) BigDecimal.valueOf(value).round(digits).doubleValue()
        : null;
  }

  /** Seconds with milliseconds. */
  static Double millis(double seconds) {
    return Math.round(seconds * 1000) / 1000.0;
  }
}
