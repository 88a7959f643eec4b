package org.sparkhalving.cli;

import java.io.PrintStream;

/**
 * Where a command writes.
 *
 * @param out progress and results
 * @param err notices and errors
 * @param shutdown tells when the process is asked to end
 */
record Terminal(PrintStream out, PrintStream err, Shutdown shutdown) {

  /** Whether standard output is a terminal. */
  boolean isInteractive() {
    return System.console() != null;
  }

  /** Tells people something, a sentence. */
  void notice(String message) {
    err.println(message);
  }
}
