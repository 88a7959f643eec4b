package org.sparkhalving.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.sparkhalving.text.Redaction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line's entry point. Results go to standard output, everything else to standard error.
 *
 * <p>Exit codes: {@link ExitCode}.
 */
@Command(
    name = "spark-halving",
    description =
        "Searches a neural network's hyperparameters by successive halving, on Apache Spark.",
    subcommands = {
      SearchCommand.class,
      ShowCommand.class,
      ListCommand.class,
      CompareCommand.class,
      ReportCommand.class,
      StopCommand.class,
      SqlCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      ExportCommand.class,
      VerifyCommand.class,
      TrackCommand.class,
      DataCommand.class,
      DoctorCommand.class,
      CommandLine.HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "STUDY is a study's folder, such as studies/quickstart, or any Hadoop URI.",
      "Exit codes: 0 done, 1 failed, 2 wrong settings or arguments, 3 environment (no data, no GPU although asked"
          + " for, no access), 130 interrupted (resumable)."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--stacktrace",
      scope = CommandLine.ScopeType.INHERIT,
      description = "With an error, also print where in the program it arose.")
  private boolean stacktrace;

  private Main() {}

  /** The version in the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"Spark Halving " + text()};
    }

    static String text() {
      String version = Main.class.getPackage().getImplementationVersion();
      return version == null ? "development" : version;
    }
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    Shutdown shutdown = new Shutdown();
    int code = run(args, System.out, System.err, shutdown);
    shutdown.exit(code);
  }

  /** Runs one command; with no arguments, {@code search}. */
  static int run(String[] args, PrintStream out, PrintStream err, Shutdown shutdown) {
    Main main = new Main();
    try {
      return line(main, out, err, shutdown)
          .execute(args.length == 0 ? new String[] {"search"} : args);
    } catch (Throwable e) { // Also an Error ends the process at once, with a message.
      return failed(e, err, main.stacktrace);
    }
  }

  private static CommandLine line(Main main, PrintStream out, PrintStream err, Shutdown shutdown) {
    CommandLine line = new CommandLine(main, new CommandFactory(out, err, shutdown));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setParameterExceptionHandler((exception, arguments) -> wrongArguments(exception, err));
    line.setExecutionExceptionHandler(
        (exception, command, result) -> failed(exception, err, main.stacktrace));
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int wrongArguments(ParameterException exception, PrintStream err) {
    err.println("error: " + Redaction.text(message(exception)));
    UnmatchedArgumentException.printSuggestions(
        exception, new PrintWriter(err, true, StandardCharsets.UTF_8));
    err.println(
        "Try '%s --help'.".formatted(exception.getCommandLine().getCommandSpec().qualifiedName()));
    return ExitCode.WRONG_ARGUMENTS;
  }

  private static String message(ParameterException exception) {
    boolean isCommand =
        exception instanceof UnmatchedArgumentException unmatched
            && !unmatched.isUnknownOption()
            && exception.getCommandLine().getParent() == null;
    return isCommand
        ? "there is no command '%s'"
            .formatted(((UnmatchedArgumentException) exception).getUnmatched().get(0))
        : exception.getMessage();
  }

  private static int failed(Throwable exception, PrintStream err, boolean stacktrace) {
    err.println("error: " + Redaction.text(String.valueOf(ExitCode.message(exception))));
    if (stacktrace) {
      err.print(Redaction.trace(exception));
    }
    return ExitCode.of(exception);
  }
}
