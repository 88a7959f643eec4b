package org.sparkhalving.cli;

import java.io.PrintStream;
import java.util.Optional;
import org.sparkhalving.report.Leaderboard;
import org.sparkhalving.report.Screen;
import org.sparkhalving.text.Redaction;

/**
 * Where a command writes.
 *
 * @param out progress and results
 * @param err notices and errors
 * @param shutdown knows when the process is asked to end
 */
record Terminal(PrintStream out, PrintStream err, Shutdown shutdown) {

  /** Whether standard output is a terminal. */
  @SuppressWarnings("SystemConsoleNull") // On Java 17 and 21 that is null without a terminal.
  boolean isInteractive() {
    return System.console() != null;
  }

  /** The terminal that standard output leads to; empty where it can only print lines. */
  Optional<Screen> screen() {
    return isInteractive() ? TerminalScreen.now(System.getenv()) : Optional.empty();
  }

  /** How many characters a line of standard output can have: 120 where it is no terminal. */
  int width() {
    return isInteractive() ? TerminalScreen.width() : Leaderboard.WIDTH;
  }

  /** Writes a notice, a sentence; secrets are taken out of it. */
  void notice(String message) {
    err.println(Redaction.text(message));
  }
}
