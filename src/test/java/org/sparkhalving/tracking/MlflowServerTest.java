package org.sparkhalving.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/** What becomes of requests to a server in trouble; src/bench/mlflow.sh talks to a real MLflow. */
class MlflowServerTest {
  private static MlflowServer at(String uri) {
    return new MlflowServer(uri, Duration.ofMillis(300), Map.of());
  }

  private static void assertFails(MlflowServer server, String reason) {
    assertThatThrownBy(() -> server.call("runs/create", JsonNodeFactory.instance.objectNode()))
        .isInstanceOfSatisfying(
            MlflowException.class,
            error -> {
              assertThat(error.kind()).isEqualTo(ErrorKind.ENVIRONMENT);
              assertThat(error.problem()).isEqualTo("MLflow at %s: %s", server.uri(), reason);
            })
        .hasMessageEndingWith("and track the study again: what is missing is sent");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500 | {\"error_code\": \"INTERNAL_ERROR\", \"message\": \"the database is locked\"} | the database is locked",
        "400 | {\"message\": \"first\\nsecond\"} | first",
        "502 | <html>Bad Gateway</html> | <html>Bad Gateway</html>",
        "302 | '' | nothing",
      })
  void anErrorIsReportedWithWhatTheServerSaysOfIt(int status, String body, String said) {
    try (Answering server = Answering.with(status, body)) {
      assertFails(
          at(server.uri() + "/"),
          "it answered runs/create with status %s: %s".formatted(status, said));
      assertThat(server.asked()).containsExactly("POST /api/2.0/mlflow/runs/create null");
    }
  }

  @Test
  void whatIsNoJsonIsNoAnswer() {
    try (Answering server = Answering.with(200, "<html>Welcome</html>")) {
      assertFails(at(server.uri()), "its answer to runs/create is no JSON");
    }
  }

  @Test
  void noRequestTakesLongerThanItMay() {
    try (Answering never = Answering.never();
        Answering inPart = Answering.inPart()) {
      assertFails(at(never.uri()), "no answer to runs/create within 0.3 s");
      assertFails(at(inPart.uri()), "no answer to runs/create within 0.3 s");
    }
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws IOException {
    assertFails(at(unused()), "nothing answers there");
    assertFails(at("http://no-such-host.invalid"), "its host is not known");
  }

  /** An address where nothing listens. */
  static String unused() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://localhost:" + socket.getLocalPort();
    }
  }

  @Test
  void whatIsNotThereIsFoundMissing() {
    try (Answering server = Answering.with(404, "{\"message\": \"no such experiment\"}")) {
      assertThat(at(server.uri()).find("experiments/get-by-name", "experiment_name", "a b&c"))
          .isEmpty();
      assertThat(server.asked())
          .containsExactly(
              "GET /api/2.0/mlflow/experiments/get-by-name?experiment_name=a+b%26c null");
    }
  }

  @Test
  void theEnvironmentSaysWhoAsks() {
    try (Answering server = Answering.with(200, "{}")) {
      for (Map<String, String> environment :
          List.of(
              Map.of("MLFLOW_TRACKING_TOKEN", "abc"),
              Map.of("MLFLOW_TRACKING_USERNAME", "ann", "MLFLOW_TRACKING_PASSWORD", "hunter2"))) {
        new MlflowServer(server.uri(), Duration.ofSeconds(5), environment)
            .call("runs/create", JsonNodeFactory.instance.objectNode());
      }
      assertThat(server.asked())
          .containsExactly(
              "POST /api/2.0/mlflow/runs/create Bearer abc",
              "POST /api/2.0/mlflow/runs/create Basic YW5uOmh1bnRlcjI=");
    }
  }

  @Test
  void anAnswerThatIsLongerThanMemoryHasRoomForIsGivenUp() {
    LimitedBody body = new LimitedBody(5);
    SubmissionPublisher<List<ByteBuffer>> answer =
        new SubmissionPublisher<>(Runnable::run, Flow.defaultBufferSize());
    answer.subscribe(body);
    answer.submit(List.of(ByteBuffer.allocate(5)));
    answer.submit(List.of(ByteBuffer.allocate(1)));
    answer.close();

    assertThat(body.getBody().toCompletableFuture())
        .failsWithin(Duration.ZERO)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("its answer has more than 5 bytes");
  }

  @Test
  void filesGoThroughServersThatTakeThemAndNowhereElse() {
    try (Answering server = Answering.with(200, "{}")) {
      assertThat(at(server.uri()).upload("mlflow-artifacts:/1/a/artifacts", "best/m", new byte[1]))
          .isTrue();
      for (String place :
          List.of(
              "s3://bucket/1/a/artifacts",
              "mlflow-artifacts://another:5000/1/a/artifacts",
              "C:\\mlruns\\1\\a b")) {
        assertThat(at(server.uri()).upload(place, "best/m", new byte[1])).as(place).isFalse();
      }
      assertThat(server.asked())
          .containsExactly("PUT /api/2.0/mlflow-artifacts/artifacts/1/a/artifacts/best/m null");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "http://host:5000/, http://host:5000, true",
    "HTTPS://Host/path, https://host:443/path/, true",
    "http://host:5000, http://host, false",
    "http://host/a, http://host/A, false",
    "http://host:5000, databricks, false",
    "http://host:5000, file:/with a space, false",
  })
  void addressesAreTheSameWhateverTheirSpelling(String left, String right, boolean same) {
    assertThat(MlflowServer.isSame(left, right)).isEqualTo(same);
  }

  @Test
  void aDeletedExperimentIsNotWrittenTo() {
    try (Answering server =
        Answering.with(
            200,
            "{\"experiment\": {\"experiment_id\": \"1\", \"lifecycle_stage\": \"deleted\"}}")) {
      assertThatThrownBy(() -> MlflowRuns.of(at(server.uri()), "mine"))
          .isInstanceOf(ReportedException.class)
          .hasMessageContaining("its experiment mine was deleted; restore it");
    }
  }
}
