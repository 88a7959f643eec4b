package org.sparkhalving.tracking;

import java.util.Set;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/** An MLflow server does not answer, or refuses what it is asked for. */
public final class MlflowException extends ReportedException {
  private static final long serialVersionUID = 1;

  /** What a server, or one before it, answers whatever it is asked for, now or to this user. */
  private static final Set<Integer> GENERAL = Set.of(401, 403, 407, 408, 429, 502, 503, 504);

  private final String problem;
  private final boolean refusal;

  /**
   * An error of a server.
   *
   * @param reason in words, without a full stop
   * @param cause may be null
   */
  MlflowException(String server, String reason, Throwable cause) {
    this("MLflow at %s: %s".formatted(server, reason), false, cause);
  }

  private MlflowException(String problem, boolean refusal, Throwable cause) {
    super(
        ErrorKind.ENVIRONMENT,
        "%s. Check the address, that the server runs, and that you may use it (MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD), and track the study again: what is missing is sent"
            .formatted(problem),
        cause);
    this.problem = problem;
    this.refusal = refusal;
  }

  /** A request that was answered with an error's status. */
  static MlflowException ofStatus(String server, String request, int status, String said) {
    return new MlflowException(
        "MLflow at %s: it answered %s with status %s: %s".formatted(server, request, status, said),
        !GENERAL.contains(status),
        null);
  }

  /**
   * This error of a run.
   *
   * @param others how many other runs have errors, too
   */
  MlflowException of(String run, int others) {
    return new MlflowException(
        "%s (the run %s%s)"
            .formatted(problem, run, others == 0 ? "" : ", and %s more".formatted(others)),
        refusal,
        this);
  }

  /** Whether the server may take other requests: it has answered, and refused this one. */
  boolean isRefusal() {
    return refusal;
  }

  /** What is wrong, without the cure. */
  String problem() {
    return problem;
  }
}
