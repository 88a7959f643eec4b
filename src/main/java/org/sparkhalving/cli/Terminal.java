package org.sparkhalving.cli;

import java.io.PrintStream;
import org.sparkhalving.text.Redaction;

/**
 * Where a command writes.
 *
 * @param out progress and results
 * @param err notices and errors
 * @param shutdown tells when the process is asked to end
 */
record Terminal(PrintStream out, PrintStream err, Shutdown shutdown) {

  /** Whether standard output is a terminal. */
  @SuppressWarnings("SystemConsoleNull") // Spark runs on Java 17 and 21, where that tells.
  boolean isInteractive() {
    return System.console() != null;
  }

  /** Tells people something, a sentence; secrets are taken out of it. */
  void notice(String message) {
    err.println(Redaction.text(message));
  }
}
