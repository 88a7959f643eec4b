package org.sparkhalving.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.sparkhalving.spark.HostName;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.storage.DriverLock;
import org.sparkhalving.storage.StopRequest;
import org.sparkhalving.storage.StudyFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Asks the driver of a running study, wherever it is, to stop cleanly, and waits until it has. */
@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description = {
      "Asks a running study to stop cleanly, and waits until it has.",
      "Its search ends with exit code 130; search --resume goes on with it."
    })
final class StopCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 250;

  private final Terminal terminal;

  @Parameters(
      paramLabel = "STUDY",
      description = "The study's folder, such as studies/quickstart, or any Hadoop URI.")
  private String study;

  StopCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    StudyFolder folder = StudyFolder.existing(study, StudySession.hadoop());
    Optional<String> driver = DriverLock.driver(folder, HostName.local());
    if (driver.isEmpty()) {
      terminal.notice("The study " + folder.uri() + " is not running; there is nothing to stop.");
      return ExitCode.DONE;
    }
    new StopRequest(folder, driver.get()).make(HostName.local(), Instant.now());
    Instant until = Instant.now().plus(PATIENCE);
    while (DriverLock.driver(folder, HostName.local()).equals(driver)) {
      if (Instant.now().isAfter(until)) {
        terminal.notice(
            "error: driver "
                + driver.get()
                + " of "
                + folder.uri()
                + " has not stopped within "
                + PATIENCE.toSeconds()
                + " s; it stops when it sees the request. Look at its output, or end its process");
        return ExitCode.FAILED;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    terminal.notice("The study " + folder.uri() + " has stopped; search --resume goes on with it.");
    return ExitCode.DONE;
  }
}
