package org.sparkhalving.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.sparkhalving.report.Leaderboard;
import org.sparkhalving.report.Screen;

/** The process's terminal. */
final class TerminalScreen {
  /** A narrower one is taken for one of this width: no table would fit. */
  private static final int NARROWEST = 40;

  /** How many lines one has whose height is not to be found out. */
  private static final int HEIGHT = 24;

  private TerminalScreen() {}

  /**
   * The terminal as it is now; empty where it can only print lines. One whose size is not to be
   * found out has lines of 120 characters.
   *
   * @param environment the process's: {@code TERM}, and <a href="https://no-color.org">{@code
   *     NO_COLOR}</a>
   */
  static Optional<Screen> now(Map<String, String> environment) {
    if (environment.getOrDefault("TERM", "dumb").equals("dumb")) {
      return Optional.empty();
    }
    boolean colours = environment.getOrDefault("NO_COLOR", "").isEmpty();
    Size size = size();
    return Optional.of(
        new Screen(width(size), size.getRows() == 0 ? HEIGHT : size.getRows(), colours));
  }

  /** How many characters a line has, also where only lines can be printed. */
  static int width() {
    return width(size());
  }

  private static int width(Size size) {
    return size.getColumns() == 0 ? Leaderboard.WIDTH : Math.max(NARROWEST, size.getColumns());
  }

  /** In characters and lines, 0 where that is not to be found out. */
  private static Size size() {
    // By the command stty alone: JLine's native libraries would be unpacked into a temporary
    // folder.
    try (Terminal terminal =
        TerminalBuilder.builder()
            .system(true)
            .exec(true)
            .jni(false)
            .jna(false)
            .jansi(false)
            .dumb(true)
            .build()) {
      return terminal.getSize();
    } catch (IOException | LinkageError e) { // A cluster's Spark may bring another JLine.
      return new Size();
    }
  }
}
