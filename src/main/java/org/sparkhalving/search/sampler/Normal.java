package org.sparkhalving.search.sampler;

/** The standard normal distribution, with {@link StrictMath}'s bits. */
public final class Normal {
  /** log √(2π). */
  static final double LOG_ROOT = 0.9189385332046727;

  private static final double[] NUMERATOR = {
    220.206867912376,
    221.213596169931,
    112.079291497871,
    33.912866078383,
    6.37396220353165,
    0.700383064443688,
    0.0352624965998911
  };
  private static final double[] DENOMINATOR = {
    440.413735824752,
    793.826512519948,
    637.333633378831,
    296.564248779674,
    86.7807322029461,
    16.064177579207,
    1.75566716318264,
    0.0883883476483184
  };

  private Normal() {}

  /**
   * The probability of a value in [low, high]; exact to about 1e-9 of its size far out, to 1e-14
   * near 0.
   */
  public static double between(double low, double high) {
    return low > 0 ? above(low) - above(high) : above(-high) - above(-low);
  }

  /**
   * The probability of a value above {@code x}: Hart's rational approximation (Computer
   * Approximations, 1968, as West gives it in Better Approximations to Cumulative Normal Functions,
   * 2005).
   */
  static double above(double x) {
    double distance = Math.abs(x);
    double tail = distance > 37 ? 0 : tail(distance);
    return x >= 0 ? tail : 1 - tail;
  }

  private static double tail(double distance) {
    double density = StrictMath.exp(-distance * distance / 2);
    if (distance < 7.07106781186547) {
      return density * polynomial(NUMERATOR, distance) / polynomial(DENOMINATOR, distance);
    }
    double fraction = distance + 0.65;
    for (int term = 4; term >= 1; term--) {
      fraction = distance + term / fraction;
    }
    return density / fraction / 2.506628274631;
  }

  private static double polynomial(double[] coefficients, double x) {
    double value = 0;
    for (int power = coefficients.length - 1; power >= 0; power--) {
      value = value * x + coefficients[power];
    }
    return value;
  }
}
