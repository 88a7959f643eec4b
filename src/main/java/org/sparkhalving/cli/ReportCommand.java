package org.sparkhalving.cli;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.report.LossChart;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.spark.StudySession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes a study's report page, of a running study or an ended one. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a study's report, running or ended: one HTML file with plots and tables, which opens offline.",
      "A search writes it too, when it stops or ends."
    })
final class ReportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Mixin private StudyArgument study;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The file to write, on this machine (default: report.html in the study's folder).")
  private Path out;

  @Option(
      names = "--trial",
      paramLabel = "N",
      description = "With --png: the trial whose loss curves are drawn.")
  private Integer trial;

  @Option(
      names = "--png",
      paramLabel = "FILE",
      description = "Write a trial's loss curves as a PNG on this machine, and no page.")
  private Path png;

  ReportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if ((trial == null) != (png == null) || (png != null && out != null)) {
      throw new ParameterException(
          spec.commandLine(),
          "--trial and --png go together, without --out: --trial 13 --png losses.png");
    }
    StoredStudy stored = StoredStudy.read(study.uri(), StudySession.hadoop());
    if (png != null) {
      PngFile.requireFonts();
      PngFile.write(chart(stored), png, terminal);
      return ExitCode.DONE;
    }
    StudyPage page = StudyPage.of(stored);
    terminal
        .out()
        .println(out == null ? page.write() : LocalFile.write(out, page.bytes(), LocalFile.PAGE));
    return ExitCode.DONE;
  }

  private BufferedImage chart(StoredStudy stored) {
    if (!stored.history().has(trial)) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "there is no trial %s in %s; allowed: %s"
              .formatted(trial, stored.folder().uri(), StoredModel.numbers(stored.history())));
    }
    TrialRecord record = stored.history().trial(trial);
    if (record.epochs().isEmpty()) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "trial %s of %s has no epoch to draw: choose one whose epochs are above 0 in `show --all`"
              .formatted(trial, stored.folder().uri()));
    }
    return LossChart.of(
        record, "Trial %s of %s".formatted(trial, stored.folder().name()), searched(stored));
  }

  /** The trial's values of the hyperparameters that are searched. */
  private Map<String, Object> searched(StoredStudy stored) {
    Map<String, Object> values = new LinkedHashMap<>();
    stored
        .history()
        .configuration(trial)
        .ifPresent(configuration -> values.putAll(configuration.values()));
    stored
        .settings()
        .search()
        .space()
        .distributions()
        .forEach(
            (name, distribution) -> {
              if (distribution instanceof Distribution.Fixed) {
                values.remove(name);
              }
            });
    return values;
  }
}
