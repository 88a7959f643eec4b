package org.sparkhalving.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.report.JsonRows;
import org.sparkhalving.report.Rows;
import org.sparkhalving.report.TextTable;
import org.sparkhalving.report.page.StudySummary;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.storage.StudyFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the studies of a folder. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the studies of a folder: state, best, cost, age; the newest first.")
final class ListCommand implements Callable<Integer> {
  private static final List<String> NAMES =
      List.of("study", "state", "trials", "failed", "best", "epochs", "device time", "age");

  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      defaultValue = "studies",
      paramLabel = "FOLDER",
      description = "A folder of studies, or any Hadoop URI (default: ${DEFAULT-VALUE}).")
  private String parent;

  @Option(names = "--json", description = "Print JSON, for programs.")
  private boolean json;

  ListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Configuration hadoop = StudySession.hadoop();
    List<StudySummary> studies = new ArrayList<>();
    for (StudyFolder folder : StudyFolder.within(parent, hadoop)) {
      try {
        studies.add(StoredStudy.read(folder.uri(), hadoop).summary());
      } catch (ReportedException e) {
        terminal.notice("%s is left out: %s".formatted(folder.name(), e.getMessage()));
      }
    }
    studies.sort(StudySummary.NEWEST_FIRST);
    if (json) {
      terminal.out().print(JsonRows.of(StudySummary.rows(studies)));
    } else if (studies.isEmpty()) {
      terminal
          .out()
          .println(
              "There are no studies in %s: none of its folders holds a study.json."
                  .formatted(parent));
    } else {
      Instant now = Instant.now();
      terminal
          .out()
          .print(
              TextTable.of(
                  new Rows(NAMES, studies.stream().map(study -> cells(study, now)).toList()), "-"));
    }
    terminal.out().flush();
    return ExitCode.DONE;
  }

  private static List<Object> cells(StudySummary study, Instant now) {
    List<Object> cells = new ArrayList<>();
    cells.add(study.name());
    cells.add(study.state());
    cells.add(study.trials());
    cells.add(study.failed());
    cells.add(study.bestInWords());
    cells.add(study.epochsInWords());
    cells.add(study.deviceTime());
    cells.add(age(Duration.between(study.createdAt(), now)));
    return cells;
  }

  /** In the greatest unit that it has two of: {@code 40 s}, {@code 3 min}, {@code 47 h}. */
  static String age(Duration age) {
    if (age.toMinutes() < 2) {
      return Math.max(0, age.toSeconds()) + " s";
    }
    if (age.toHours() < 2) {
      return age.toMinutes() + " min";
    }
    return age.toDays() < 2 ? age.toHours() + " h" : age.toDays() + " days";
  }
}
