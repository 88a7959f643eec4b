package org.sparkhalving.cli;

import java.util.Optional;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.tracking.MlflowEnvironment;
import org.sparkhalving.tracking.MlflowServer;

/**
 * Which server {@code track} sends a study to. Whoever can write to the study's folder can name any
 * in its settings: a user's token goes only where that user says.
 */
final class TrackedServer {
  private TrackedServer() {}

  /**
   * Its address.
   *
   * @param asked the one that the user gives
   * @param own the one in the study's settings
   * @param study what messages call the study
   * @throws ReportedException when there is none, or none that may get the user's token
   */
  static String of(
      Optional<String> asked, Optional<String> own, MlflowEnvironment environment, String study) {
    if (asked.isPresent()) {
      return asked.get();
    }
    String server =
        own.orElseThrow(
            () ->
                new ReportedException(
                    ErrorKind.USAGE,
                    "%s has no tracking.mlflow-uri: name the server with --mlflow-uri http://host:5000"
                        .formatted(study)));
    boolean isTrusted =
        environment.server().filter(named -> MlflowServer.isSame(named, server)).isPresent();
    if (environment.authorization().isPresent() && !isTrusted) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "%s names the server %s, and the token or password of your environment goes only to a server that you name: add --mlflow-uri %s, or set MLFLOW_TRACKING_URI to it, if it may have them"
              .formatted(study, server, server));
    }
    return server;
  }
}
