package org.sparkhalving.settings;

import com.typesafe.config.ConfigException;
import java.util.Comparator;

/**
 * One thing that is wrong with the settings.
 *
 * @param place where it was written
 * @param key the setting's full name, such as {@code search.trials}; empty for a whole file
 * @param what what is wrong, the allowed values and the cure
 */
record Problem(Origin place, String key, String what) implements Comparable<Problem> {
  private static final Comparator<Problem> BY_PLACE =
      Comparator.comparing(Problem::place).thenComparing(Problem::key).thenComparing(Problem::what);

  /** What Typesafe Config could not parse or resolve, with its place taken out of the message. */
  static Problem of(ConfigException exception, Origin otherwise) {
    if (exception.origin() == null) {
      return new Problem(otherwise, "", exception.getMessage());
    }
    String prefix = exception.origin().description() + ": ";
    String message = exception.getMessage();
    return new Problem(
        Origin.of(exception.origin()),
        "",
        message.startsWith(prefix) ? message.substring(prefix.length()) : message);
  }

  /** By file and line, then by key. */
  @Override
  public int compareTo(Problem other) {
    return BY_PLACE.compare(this, other);
  }

  @Override
  public String toString() {
    return "%s: %s%s".formatted(place, key.isEmpty() ? "" : key + ": ", what);
  }
}
