package org.sparkhalving.report.page;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as the page has them: JSON knows no NaN, and a plot needs no seventeen digits. */
final class Numbers {
  private static final MathContext SIX_DIGITS = new MathContext(6);

  private Numbers() {}

  /** Six significant digits; null for NaN and infinities. */
  static Double short6(double value) {
    return Double.isFinite(value)
        ? (Double) BigDecimal.valueOf(value).round(SIX_DIGITS).doubleValue()
        : null;
  }

  /** Seconds with milliseconds. */
  static Double millis(double seconds) {
    return Math.round(seconds * 1000) / 1000.0;
  }
}
