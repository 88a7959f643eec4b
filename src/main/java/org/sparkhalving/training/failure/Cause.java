package org.sparkhalving.training.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One error of a chain, in which each is the cause of the one before.
 *
 * @param type its full name
 * @param message may have several lines
 */
public record Cause(String type, String message) {
  private static final String CAUSED_BY = "Caused by: ";

  private static final Pattern HEADER =
      Pattern.compile("(?:" + CAUSED_BY + ")?((?:[a-z_]\\w*\\.)+[A-Z][\\w$]*)(?:: (.*))?");

  /** The line with which libtorch ends its account of a failed program. */
  private static final Pattern GIST = Pattern.compile("\\w*(?:Error|Exception): .*");

  /**
   * The errors in what Java prints of one, with or without its stack: the outermost first.
   * Suppressed ones, which are indented, are left out.
   */
  public static List<Cause> in(String trace) {
    List<Cause> causes = new ArrayList<>();
    boolean inMessage = false;
    for (String line : trace.lines().toList()) {
      Matcher header = HEADER.matcher(line);
      if (header.matches() && (causes.isEmpty() || line.startsWith(CAUSED_BY))) {
        causes.add(new Cause(header.group(1), header.group(2) == null ? "" : header.group(2)));
        inMessage = true;
      } else if (causes.isEmpty()) {
        return causes;
      } else if (line.startsWith("\t")) {
        inMessage = false;
      } else if (inMessage) {
        causes.add(causes.remove(causes.size() - 1).with(line));
      }
    }
    return causes;
  }

  private Cause with(String line) {
    return new Cause(type, message + "\n" + line);
  }

  /**
   * The message in a line: its first, but of libtorch's account of a program that failed the last
   * one that says why.
   */
  public static String gist(String message) {
    List<String> lines = message.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    return lines.stream()
        .skip(1)
        .filter(line -> GIST.matcher(line).matches())
        .reduce((before, last) -> last)
        .orElse(lines.isEmpty() ? "" : lines.get(0));
  }

  /** Type and message, in a line. */
  public String inOneLine() {
    String gist = gist(message);
    return gist.isEmpty() ? type : "%s: %s".formatted(type, gist);
  }

  String simpleType() {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  boolean isLostDevice() {
    return type.equals(LostDeviceError.class.getName());
  }
}
