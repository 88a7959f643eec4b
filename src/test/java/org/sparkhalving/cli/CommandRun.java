package org.sparkhalving.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * A command as a user meets it, run in this process.
 *
 * @param code the exit code
 * @param out all of standard output
 * @param err all of standard error, Spark's log aside
 */
public record CommandRun(int code, String out, String err) {

  /** Runs a command; what libraries print themselves is caught too. */
  public static CommandRun of(String... arguments) {
    return of(new TestShutdown(), arguments);
  }

  /** Runs a command that is asked to stop once {@code asked} says so. */
  public static CommandRun stoppedWhen(BooleanSupplier asked, String... arguments) {
    return of(new TestShutdown(asked), arguments);
  }

  /** Runs a command that is asked to stop by {@code shutdown}. */
  static CommandRun of(Shutdown shutdown, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream systemOut = System.out;
    PrintStream systemErr = System.err;
    try (PrintStream toOut = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream toErr = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      System.setOut(toOut);
      System.setErr(toErr);
      int code = Main.run(arguments, toOut, toErr, shutdown);
      return new CommandRun(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(systemOut);
      System.setErr(systemErr);
    }
  }

  /** Standard error, with the paths below a folder made relative to it. */
  String errBelow(Path folder) {
    return err.replace(folder + "/", "");
  }
}
