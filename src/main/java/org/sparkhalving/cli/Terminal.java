package org.sparkhalving.cli;

import java.io.PrintStream;

/**
 * Where a command writes.
 *
 * @param out results
 * @param err progress, notices and errors
 * @param shutdown tells when the process is asked to end
 */
record Terminal(PrintStream out, PrintStream err, Shutdown shutdown) {

  /** Tells people something, a sentence. */
  void notice(String message) {
    err.println(message);
  }
}
