package org.sparkhalving.settings;

import com.typesafe.config.ConfigOrigin;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkhalving.text.Redaction;

/**
 * Where a setting was written.
 *
 * @param source the file's path as the user gave it, or {@code --set key=value}
 * @param line from 1; 0 when there is none
 */
record Origin(String source, int line) implements Comparable<Origin> {
  private static final String OVERRIDE = "--set ";
  private static final String MERGED = "merge of ";
  private static final Pattern WITH_LINE = Pattern.compile("(.*?): (\\d+)(-\\d+)?", Pattern.DOTALL);
  private static final Comparator<Origin> FILES_BEFORE_OVERRIDES =
      Comparator.comparing((Origin place) -> place.source.startsWith(OVERRIDE))
          .thenComparing(Origin::source)
          .thenComparingInt(Origin::line);

  /** A file as a whole. */
  static Origin file(String name) {
    return new Origin(name, 0);
  }

  /** The command line option {@code --set assignment}, without secrets. */
  static Origin override(String assignment) {
    String key = assignment.split("=", 2)[0];
    String shown =
        Redaction.soundsSecret(key)
            ? key.split("[=:]", 2)[0] + "=" + Redaction.MASK
            : Redaction.text(assignment);
    return new Origin(OVERRIDE + shown, 0);
  }

  /**
   * Where Typesafe Config found a value; for a merged value, where the part that takes precedence
   * was written.
   */
  static Origin of(ConfigOrigin origin) {
    String description = origin.description();
    if (description.startsWith(MERGED)) {
      description = description.substring(MERGED.length()).split(",", 2)[0];
    }
    Matcher matcher = WITH_LINE.matcher(description);
    if (!matcher.matches()) {
      return new Origin(description, 0);
    }
    String source = matcher.group(1);
    return new Origin(source, source.startsWith(OVERRIDE) ? 0 : lineOf(matcher.group(2)));
  }

  private static int lineOf(String digits) {
    return digits.length() < 10 ? Integer.parseInt(digits) : 0;
  }

  /** By file and line; {@code --set} after all files. */
  @Override
  public int compareTo(Origin other) {
    return FILES_BEFORE_OVERRIDES.compare(this, other);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line;
  }
}
