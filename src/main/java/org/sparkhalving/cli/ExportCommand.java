package org.sparkhalving.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.sparkhalving.data.FashionMnist;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.export.ExportFormat;
import org.sparkhalving.export.ExportedModel;
import org.sparkhalving.report.ModelCard;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.StudySession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a study's model as a file for other programs, and a page about it. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a study's model as a file for other programs, and a model card beside it, FILE.md.",
      "An earlier export, which has its card beside it, is replaced; other files are not."
    })
final class ExportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private StudyArgument study;

  @Parameters(index = "1", paramLabel = "FILE", description = "The file to write, a local path.")
  private Path file;

  @Option(
      names = "--format",
      required = true,
      description =
          "${COMPLETION-CANDIDATES}. TorchScript and ONNX normalise the pixels themselves.")
  private ExportFormat format;

  @Option(names = "--trial", paramLabel = "N", description = "The trial (default: the best).")
  private Integer trial;

  ExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Configuration hadoop = StudySession.hadoop();
    if (file.getFileName() == null) {
      throw new ReportedException(
          ErrorKind.USAGE, "%s is no file: give the name of the one to write".formatted(file));
    }
    StoredStudy stored = StoredStudy.read(study.uri(), hadoop);
    StoredModel chosen = StoredModel.of(stored, Optional.ofNullable(trial), hadoop, "export");
    Settings.Data data = stored.settings().data();
    Path page = page();
    ExportedModel exported =
        new ExportedModel(chosen.read(), data.mean(), data.std(), FashionMnist.CLASSES);
    byte[] bytes = format.encode(exported);
    String card =
        new ExportedCard(stored, chosen, exported.model(), file.getFileName().toString())
            .text(format, hadoop, terminal::notice);
    // The card says whose the other is, should this process die in between.
    write(page, card.getBytes(StandardCharsets.UTF_8));
    write(file, bytes);
    terminal.notice("Wrote %s and %s.".formatted(file, page));
    return ExitCode.DONE;
  }

  /** Where the model card goes. An older card there is replaced, with its model; nothing else. */
  private Path page() {
    Path page = file.resolveSibling(file.getFileName() + ".md");
    if (Files.exists(file) && !Files.exists(page)) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "%s exists, and is no earlier export, for which there would be a model card beside it; give another name, or move that file"
              .formatted(file));
    }
    try {
      if (Files.exists(page) && !Files.readString(page).contains(ModelCard.ORIGIN)) {
        throw new ReportedException(
            ErrorKind.USAGE,
            "%s exists, and the model card would replace it; give the model another name, or move that file"
                .formatted(page));
      }
    } catch (IOException e) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "%s exists, where the model card would go, and cannot be read (%s); give the model another name"
              .formatted(page, e),
          e);
    }
    return page;
  }

  /** Writes a file whole or not at all. */
  private static void write(Path path, byte[] bytes) {
    Path part = path.resolveSibling("." + path.getFileName() + ".part");
    try {
      Files.write(part, bytes);
      Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw LocalFile.unwritable(path, e);
    }
  }
}
