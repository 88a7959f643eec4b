package org.sparkhalving.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.StudySession;
import org.sparkhalving.storage.lock.LifeSigns;
import org.sparkhalving.tracking.MlflowEnvironment;
import org.sparkhalving.tracking.MlflowServer;
import org.sparkhalving.tracking.StudySender;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends a study to MLflow: what its runs there lack. */
@Command(
    name = "track",
    mixinStandardHelpOptions = true,
    description = {
      "Sends a study, running or ended, to an MLflow server: a run for the study and one for each of its trials, with"
          + " parameters, metrics, decisions, report and best model.",
      "What is there already is not sent again. The environment names the experiment (MLFLOW_EXPERIMENT_NAME) and has the"
          + " credentials (MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD)."
    })
final class TrackCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private StudyArgument study;

  @Option(
      names = "--mlflow-uri",
      paramLabel = "URI",
      description =
          "The server's address, such as http://host:5000 (default: the study's tracking.mlflow-uri).")
  private String uri;

  TrackCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (uri != null) {
      check(uri);
    }
    StoredStudy stored = StoredStudy.read(study.uri(), StudySession.hadoop());
    Optional<String> own = stored.settings().tracking().mlflowUri();
    String server =
        TrackedServer.of(
            Optional.ofNullable(uri),
            own,
            new MlflowEnvironment(System.getenv()),
            stored.folder().study());
    boolean running =
        stored.history().ended().isEmpty()
            && LifeSigns.of(stored.folder()).areThere(terminal::notice);
    if (running && own.filter(settings -> MlflowServer.isSame(settings, server)).isPresent()) {
      terminal.notice(
          "The study %s is running, and its driver may send it to %s itself; track it again when it has ended, should anything be missing."
              .formatted(stored.folder().uri(), server));
    }
    StudySender.Sent sent =
        SearchTracking.sender(server).send(SearchTracking.study(stored), running, stored.folder());
    terminal
        .out()
        .println(
            "%s, of which %s are new, with %s new values: %s"
                .formatted(
                    sent.runs() == 1 ? "1 run" : sent.runs() + " runs",
                    sent.created(),
                    sent.values(),
                    sent.page()));
    sent.notice().ifPresent(terminal::notice);
    return ExitCode.DONE;
  }

  private static void check(String uri) {
    if (Settings.Tracking.hasCredentials(uri)) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "--mlflow-uri has a user's password in it; " + Settings.Tracking.CREDENTIALS_CURE);
    }
    if (!Settings.Tracking.isAddress(uri)) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "--mlflow-uri is %s; allowed: %s".formatted(uri, Settings.Tracking.ADDRESS));
    }
  }
}
