package org.sparkhalving.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.storage.lock.DriverLock;
import org.sparkhalving.storage.lock.HostName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows a study's leaderboard and state, running or ended. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows the leaderboard and state of a study, running or ended.")
final class ShowCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private StudyArgument study;

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  @Option(names = "--all", description = "List all trials, not the first ten.")
  private boolean all;

  @Option(
      names = "--importance",
      description = "Add how important each hyperparameter is for being among the best trials.")
  private boolean importance;

  ShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    StudyReport report = StoredStudy.read(study.uri(), StudySession.hadoop()).report();
    if (json) {
      terminal.out().println(importance ? report.jsonWithImportance() : report.json());
    } else {
      Optional<DriverLock.Sign> running = DriverLock.sign(report.folder(), HostName.local());
      terminal
          .out()
          .println("Study %s: %s".formatted(report.folder().uri(), report.progress(running)));
      terminal.out().print("\n" + text(report));
      if (importance) {
        terminal.out().print("\n" + report.importance().text());
      }
    }
    return ExitCode.DONE;
  }

  private String text(StudyReport report) {
    return all ? report.textOfAll(terminal.width()) : report.text(terminal.width());
  }
}
