package org.sparkhalving.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.storage.lock.DriverLock;
import org.sparkhalving.storage.lock.HostName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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

  @Parameters(
      paramLabel = "STUDY",
      description = "The study's folder, such as studies/quickstart, or any Hadoop URI.")
  private String study;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "The file to write, on this machine (default: report.html in the study's folder).")
  private Path out;

  ReportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    StoredStudy stored = StoredStudy.read(study, StudySession.hadoop());
    boolean running =
        stored.history().ended().isEmpty()
            && DriverLock.sign(stored.folder(), HostName.local()).isPresent();
    StudyPage page = StudyPage.of(stored, running);
    terminal.out().println(out == null ? page.write() : write(page.bytes()));
    return ExitCode.DONE;
  }

  private String write(byte[] bytes) {
    try {
      return Files.write(out, bytes).toUri().toString();
    } catch (IOException e) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "cannot write %s%s. Choose a file in a folder that exists and can be written"
              .formatted(
                  out,
                  e instanceof NoSuchFileException ? ": no such folder" : ": " + e.getMessage()));
    }
  }
}
