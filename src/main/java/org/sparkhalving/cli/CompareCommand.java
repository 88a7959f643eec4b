package org.sparkhalving.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.report.page.Arrival;
import org.sparkhalving.report.page.Comparison;
import org.sparkhalving.report.page.ComparisonPage;
import org.sparkhalving.report.page.StudySummary;
import org.sparkhalving.report.page.WorkTime;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.storage.StudyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares studies: what they cost, what was the best when, and the settings that differ. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description =
        "Compares studies: results and costs, the best so far by epochs and by time, and the settings that differ.")
final class CompareCommand implements Callable<Integer> {
  private static final Set<String> NAMES = Set.of("study.name", "study.output", "tracking");

  private final Terminal terminal;

  @Parameters(
      arity = "2..*",
      paramLabel = "STUDY",
      description = "The studies' folders, or any Hadoop URIs.")
  private List<String> uris;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Also write a page with plots and tables on this machine: one HTML file, which opens offline.")
  private Path out;

  CompareCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Configuration hadoop = StudySession.hadoop();
    List<StoredStudy> stored = uris.stream().map(uri -> StoredStudy.read(uri, hadoop)).toList();
    requireOthers(stored);
    requireOneMetric(stored);
    List<Comparison.Study> studies = compared(stored);
    terminal.out().print(new ComparisonText(studies).tables());
    terminal.out().print("\n" + settings(studies, stored));
    terminal.out().flush();
    if (out != null) {
      LocalFile.write(out, page(studies, stored).getBytes(StandardCharsets.UTF_8), LocalFile.PAGE);
      terminal.notice("Wrote %s.".formatted(out));
    }
    return ExitCode.DONE;
  }

  private static List<Comparison.Study> compared(List<StoredStudy> stored) {
    List<StudySummary> summaries = stored.stream().map(StoredStudy::summary).toList();
    List<String> names = summaries.stream().map(StudySummary::name).toList();
    List<Comparison.Study> studies = new ArrayList<>();
    for (StudySummary summary : summaries) {
      boolean isOnlyOne = Collections.frequency(names, summary.name()) == 1;
      studies.add(
          new Comparison.Study(
              isOnlyOne ? summary.name() : summary.uri(),
              summary,
              records(stored.get(studies.size()))));
    }
    return studies;
  }

  private static List<Arrival> records(StoredStudy study) {
    WorkTime time = new WorkTime(study.journal().events());
    return Arrival.of(study.history(), study.journal().events(), time).stream()
        .filter(Arrival::record)
        .toList();
  }

  private static void requireOthers(List<StoredStudy> studies) {
    Set<String> seen = new HashSet<>();
    for (StoredStudy study : studies) {
      if (!seen.add(study.folder().uri())) {
        throw new ReportedException(
            ErrorKind.USAGE,
            "%s is given twice: compare it with another study".formatted(study.folder().uri()));
      }
    }
  }

  private static void requireOneMetric(List<StoredStudy> studies) {
    List<String> metrics =
        studies.stream().map(study -> study.history().metric().key()).distinct().toList();
    if (metrics.size() > 1) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "the studies have different metrics, %s: compare those that have the same scheduler.metric"
              .formatted(String.join(" and ", metrics)));
    }
  }

  private static String page(List<Comparison.Study> studies, List<StoredStudy> stored) {
    return ComparisonPage.of(
        new Comparison(
            studies,
            StudyFile.differences(stored.stream().map(StoredStudy::completed).toList(), NAMES),
            stored.get(0).history().criterion(),
            Instant.now()));
  }

  /** In which settings each study differs from the first. */
  private static String settings(List<Comparison.Study> studies, List<StoredStudy> stored) {
    StringBuilder text = new StringBuilder();
    for (int other = 1; other < studies.size(); other++) {
      List<String> lines =
          stored.get(0).completed().differences(stored.get(other).completed().settings(), NAMES);
      text.append(
              "Settings of %s that are not those of %s%s"
                  .formatted(
                      studies.get(other).label(),
                      studies.get(0).label(),
                      lines.isEmpty() ? ": none" : ":"))
          .append('\n');
      lines.forEach(line -> text.append("  ").append(line).append('\n'));
    }
    return text.toString();
  }
}
