package org.sparkhalving.tracking;

import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/** An MLflow server does not answer, or refuses what it is asked for. */
public final class MlflowException extends ReportedException {
  private static final long serialVersionUID = 1;

  private final String problem;

  /**
   * An error of a server.
   *
   * @param reason in words, without a full stop
   * @param cause may be null
   */
  MlflowException(String server, String reason, Throwable cause) {
    this("MLflow at %s: %s".formatted(server, reason), cause);
  }

  private MlflowException(String problem, Throwable cause) {
    super(
        ErrorKind.ENVIRONMENT,
        "%s. Check the address, that the server runs, and that you may use it (MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD), and track the study again: what is missing is sent"
            .formatted(problem),
        cause);
    this.problem = problem;
  }

  /** What is wrong, without the cure. */
  String problem() {
    return problem;
  }
}
