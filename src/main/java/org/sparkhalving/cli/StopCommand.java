package org.sparkhalving.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.sparkhalving.history.Event;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.lock.DriverLock;
import org.sparkhalving.storage.lock.HostName;
import org.sparkhalving.storage.lock.StopRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks the driver of a running study, wherever it is, to stop cleanly, and waits until it has. */
@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description = {
      "Asks a running study to stop cleanly, and waits until it has.",
      "Its search ends with exit code 130; resume it with search --resume."
    })
final class StopCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration SILENCE = DriverLock.Timing.standard().silence();
  private static final long POLL_MILLIS = 250;

  private final Terminal terminal;

  @Mixin private StudyArgument study;

  StopCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    StudyFolder folder = StudyFolder.existing(study.uri(), StudySession.hadoop());
    Optional<DriverLock.Sign> running = DriverLock.sign(folder, HostName.local());
    if (running.isEmpty()) {
      terminal.notice(
          "The study %s is not running; there is nothing to stop.%s"
              .formatted(
                  folder.uri(), isUnfinished(folder) ? " Resume it with search --resume." : ""));
      return ExitCode.DONE;
    }
    String driver = running.get().driver();
    new StopRequest(folder, driver).make(HostName.local(), Instant.now());
    Optional<String> problem = awaitEnd(folder, driver);
    terminal.notice(
        problem
            .map(text -> "error: driver %s of %s %s".formatted(driver, folder.uri(), text))
            .orElseGet(() -> ended(folder)));
    return problem.isPresent() ? ExitCode.FAILED : ExitCode.DONE;
  }

  private static boolean isUnfinished(StudyFolder folder) {
    return last(folder).filter(Event.Ended.class::isInstance).isEmpty();
  }

  /** What happened last; a driver may have ended before anything did. */
  private static Optional<Event> last(StudyFolder folder) {
    return Journal.read(folder).stream().reduce((before, last) -> last);
  }

  /** Why the driver has not stopped, if it has not. */
  private static Optional<String> awaitEnd(StudyFolder folder, String driver)
      throws InterruptedException {
    Instant asked = Instant.now();
    Instant heard = asked;
    Optional<DriverLock.Sign> last = Optional.empty();
    while (true) {
      Optional<DriverLock.Sign> sign = DriverLock.sign(folder, HostName.local());
      if (sign.filter(now -> now.driver().equals(driver)).isEmpty()) {
        return Optional.empty();
      }
      Instant now = Instant.now();
      heard = sign.equals(last) ? heard : now;
      last = sign;
      if (Duration.between(heard, now).compareTo(SILENCE) > 0) {
        return Optional.of(
            "has given no sign of life for %s s: it is dead, or cut off from the study's folder. Resume the study with search --resume"
                .formatted(SILENCE.toSeconds()));
      }
      if (Duration.between(asked, now).compareTo(PATIENCE) > 0) {
        return Optional.of(
            "lives, but has not stopped within %s s. Look at its output, or end its process"
                .formatted(PATIENCE.toSeconds()));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  /** What became of the study: it may have ended by itself, or have got another driver. */
  private static String ended(StudyFolder folder) {
    Optional<Event> last = last(folder);
    String study = "The study " + folder.uri();
    if (last.filter(Event.Interrupted.class::isInstance).isPresent()) {
      return study + " has stopped; resume it with search --resume.";
    }
    return last.filter(Event.Ended.class::isInstance).isPresent()
        ? study + " has ended by itself; `show` has its results."
        : study + " has lost its driver; resume it with search --resume, unless another one does.";
  }
}
