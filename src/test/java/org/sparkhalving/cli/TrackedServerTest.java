package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.tracking.MlflowEnvironment;

/** A user's token goes to no server that only a study's folder names. */
class TrackedServerTest {
  private static final String OWN = "http://own:5000";

  private static String server(String asked, Map<String, String> environment) {
    return TrackedServer.of(
        Optional.ofNullable(asked), Optional.of(OWN), new MlflowEnvironment(environment), "small");
  }

  @Test
  void aTokenGoesWhereTheUserSays() {
    assertThat(server(OWN, Map.of("MLFLOW_TRACKING_TOKEN", "abc"))).isEqualTo(OWN);
    assertThat(
            server(
                null,
                Map.of("MLFLOW_TRACKING_TOKEN", "abc", "MLFLOW_TRACKING_URI", "http://OWN:5000/")))
        .isEqualTo(OWN);
    assertThat(server(null, Map.of("MLFLOW_TRACKING_TOKEN", ""))).isEqualTo(OWN);
  }

  @Test
  void aTokenGoesNowhereElse() {
    assertThatThrownBy(
            () ->
                server(
                    null,
                    Map.of("MLFLOW_TRACKING_TOKEN", "abc", "MLFLOW_TRACKING_URI", "http://mine")))
        .isInstanceOf(ReportedException.class)
        .hasMessageContaining("only to a server that you name: add --mlflow-uri http://own:5000");
  }
}
