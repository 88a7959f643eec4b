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

  private static final double[] CENTRAL_NUMERATOR = {
    3.3871328727963665,
    133.14166789178438,
    1971.5909503065513,
    13731.69376550946,
    45921.95393154987,
    67265.7709270087,
    33430.57558358813,
    2509.0809287301227
  };
  private static final double[] CENTRAL_DENOMINATOR = {
    1.0,
    42.31333070160091,
    687.1870074920579,
    5394.196021424751,
    21213.794301586597,
    39307.89580009271,
    28729.085735721943,
    5226.495278852854
  };
  private static final double[] MIDDLE_NUMERATOR = {
    1.4234371107496835,
    4.630337846156546,
    5.769497221460691,
    3.6478483247632045,
    1.2704582524523684,
    0.2417807251774506,
    0.022723844989269184,
    0.0007745450142783414
  };
  private static final double[] MIDDLE_DENOMINATOR = {
    1.0,
    2.053191626637759,
    1.6763848301838038,
    0.6897673349851,
    0.14810397642748008,
    0.015198666563616457,
    0.0005475938084995345,
    1.0507500716444169e-9
  };
  private static final double[] FAR_NUMERATOR = {
    6.657904643501103,
    5.463784911164114,
    1.7848265399172913,
    0.29656057182850487,
    0.026532189526576124,
    0.0012426609473880784,
    2.7115555687434876e-5,
    2.0103343992922881e-7
  };
  private static final double[] FAR_DENOMINATOR = {
    1.0,
    0.599832206555888,
    0.1369298809227358,
    0.014875361290850615,
    0.0007868691311456133,
    1.8463183175100548e-5,
    1.421511758316446e-7,
    2.0442631033899397e-15
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

  /** The density at {@code x}. */
  static double density(double x) {
    return StrictMath.exp(-x * x / 2 - LOG_ROOT);
  }

  /**
   * How far below {@code bound} a value is in the mean, where one above counts as 0: the expected
   * improvement of Jones, Schonlau and Welch (1998, equation 15).
   *
   * @param deviation the value's standard deviation, at least 0
   */
  static double expectedBelow(double bound, double mean, double deviation) {
    if (deviation == 0) {
      return Math.max(0, bound - mean);
    }
    double z = (bound - mean) / deviation;
    return deviation * (z * above(-z) + density(z));
  }

  /**
   * The number below which a value is with probability {@code p}, in (0, 1), to about 1e-15 of its
   * size: Wichura's algorithm AS 241 (Applied Statistics 37, 1988).
   */
  static double quantile(double p) {
    double q = p - 0.5;
    if (Math.abs(q) <= 0.425) {
      double r = 0.180625 - q * q;
      return q * polynomial(CENTRAL_NUMERATOR, r) / polynomial(CENTRAL_DENOMINATOR, r);
    }
    double r = Math.sqrt(-StrictMath.log(q < 0 ? p : 1 - p));
    double size =
        r <= 5
            ? polynomial(MIDDLE_NUMERATOR, r - 1.6) / polynomial(MIDDLE_DENOMINATOR, r - 1.6)
            : polynomial(FAR_NUMERATOR, r - 5) / polynomial(FAR_DENOMINATOR, r - 5);
    return q < 0 ? -size : size;
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
