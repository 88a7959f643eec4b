package org.sparkhalving.settings;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Numbers of settings files, taken strictly: a text such as {@code "3"} or NaN is no number. */
final class Numbers {
  private static final Pattern UNIT_AT_END = Pattern.compile("[0-9.]+\\s*[A-Za-zµ]+");

  private Numbers() {}

  /** A value's number, when it is one and finite. */
  static Optional<Double> finite(ConfigValue value) {
    return value.unwrapped() instanceof Number number && Double.isFinite(number.doubleValue())
        ? Optional.of(number.doubleValue())
        : Optional.empty();
  }

  /** A value's number, when it is an integer of 64 bits; 2.0 and 1e3 are whole. */
  static Optional<Long> whole(ConfigValue value) {
    if (!(value.unwrapped() instanceof Number number) || finite(value).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(number.toString()).longValueExact());
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** The numbers of a list, ascending, when all are whole ones in [least, most]. */
  static Optional<Set<Integer>> allWithin(ConfigValue value, int least, int most) {
    if (!(value instanceof ConfigList list)) {
      return Optional.empty();
    }
    Set<Integer> numbers = new TreeSet<>();
    for (ConfigValue element : list) {
      Optional<Long> number = whole(element).filter(n -> n >= least && n <= most);
      if (number.isEmpty()) {
        return Optional.empty();
      }
      numbers.add(number.get().intValue());
    }
    return Optional.of(Collections.unmodifiableSet(numbers));
  }

  /** A value's time, when it is a text with a unit, and above 0. */
  static Optional<Duration> duration(ConfigValue value) {
    if (!(value.unwrapped() instanceof String text)
        || !UNIT_AT_END.matcher(text.strip()).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(value.atKey("time").getDuration("time"))
          .filter(time -> time.compareTo(Duration.ZERO) > 0);
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  /** The whole numbers from {@code least} to {@code most}, in words. */
  static String integersWithin(long least, long most) {
    if (most == Integer.MAX_VALUE) {
      return "an integer >= " + least;
    }
    return least == Long.MIN_VALUE
        ? "an integer of 64 bits"
        : "an integer from %s to %s".formatted(least, most);
  }
}
