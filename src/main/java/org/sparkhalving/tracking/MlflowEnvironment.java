package org.sparkhalving.tracking;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/**
 * What MLflow's clients find in the environment; a variable that is blank is not set.
 *
 * @param variables all of the environment
 */
public record MlflowEnvironment(Map<String, String> variables) {
  private static final String TOKEN = "MLFLOW_TRACKING_TOKEN";

  private Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  /** The server that the user sends runs to, {@code MLFLOW_TRACKING_URI}. */
  public Optional<String> server() {
    return variable("MLFLOW_TRACKING_URI");
  }

  /** The experiment's name, {@code MLFLOW_EXPERIMENT_NAME}; without it {@code spark-halving}. */
  String experiment() {
    return variable("MLFLOW_EXPERIMENT_NAME").orElse("spark-halving");
  }

  /**
   * Who asks, as a header says it: {@code MLFLOW_TRACKING_USERNAME} with {@code
   * MLFLOW_TRACKING_PASSWORD}, or {@code MLFLOW_TRACKING_TOKEN}.
   *
   * @throws ReportedException when no header can hold the token
   */
  public Optional<String> authorization() {
    Optional<String> password = variable("MLFLOW_TRACKING_PASSWORD");
    return variable("MLFLOW_TRACKING_USERNAME")
        .flatMap(user -> password.map(text -> user + ":" + text))
        .map(both -> "Basic " + Base64.getEncoder().encodeToString(utf8(both)))
        .or(() -> variable(TOKEN).map(MlflowEnvironment::bearer));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String bearer(String token) {
    if (!token.chars().allMatch(character -> character > ' ' && character < 127)) {
      throw new ReportedException(
          ErrorKind.ENVIRONMENT,
          "%s has characters that no token has, such as a space or a line's end: set it again"
              .formatted(TOKEN));
    }
    return "Bearer " + token;
  }
}
