package org.sparkhalving.cli;

import java.io.IOException;
import java.util.OptionalInt;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** How wide the process's terminal is. */
final class TerminalWidth {
  /** A narrower one is taken for one of this width: no table would fit. */
  private static final int LEAST = 40;

  private TerminalWidth() {}

  /** In characters; empty where that is not to be found out. */
  static OptionalInt now() {
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
      int width = terminal.getWidth();
      return width == 0 ? OptionalInt.empty() : OptionalInt.of(Math.max(LEAST, width));
    } catch (IOException | LinkageError e) { // A cluster's Spark may bring another JLine.
      return OptionalInt.empty();
    }
  }
}
