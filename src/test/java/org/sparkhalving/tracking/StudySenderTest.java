package org.sparkhalving.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.storage.Samples;

/** A study's runs are on a server once, whatever happens to requests and whoever else sends it. */
class StudySenderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String FOUND = "{\"experiment\": {\"experiment_id\": \"1\"}}";

  @TempDir private Path folder;

  private static String run(String id) {
    return "{\"info\": {\"run_id\": \"%s\", \"artifact_uri\": \"mlflow-artifacts:/%s\"}}"
        .formatted(id, id);
  }

  private static String page(String next, String... ids) {
    return "{\"runs\": [%s], \"next_page_token\": \"%s\"}"
        .formatted(String.join(", ", Stream.of(ids).map(StudySenderTest::run).toList()), next);
  }

  @Test
  void aRunOnTwoPagesIsOneRun() {
    try (Answering server =
        Answering.inTurn(
            Map.of("runs/search", List.of(page("more", "a", "b"), page("", "b", "c"))))) {
      MlflowRuns runs = new MlflowRuns(new MlflowServer(server.uri(), PATIENCE, Map.of()), "1");

      assertThat(runs.with(TrackedStudy.STUDY, "small"))
          .extracting(StoredRun::id)
          .containsExactly("a", "b", "c");
    }
  }

  /** As two commands `track` at once leave it, or a request that was given up and done later. */
  @Test
  void aRunThatAnotherHasMadeMeanwhileStaysAloneAndGetsEverything() {
    try (Answering server =
        Answering.inTurn(
            Map.of(
                "experiments/get-by-name",
                List.of(FOUND),
                "runs/search",
                List.of(page(""), page("", "b", "a")),
                "runs/create",
                List.of("{\"run\": %s}".formatted(run("b")))))) {
      StudySender sender = new StudySender(server.uri(), PATIENCE, Map.of());

      StudySender.Sent sent = sender.send(PlayedStudy.after(1), false, Samples.folder(folder));

      assertThat(sent.page()).endsWith("/#/experiments/1/runs/a");
      assertThat(server.methods())
          .containsExactly(
              "experiments/get-by-name",
              "runs/search",
              "runs/create",
              "runs/log-batch",
              "runs/update",
              "experiments/get-by-name",
              "runs/search",
              "runs/delete",
              "runs/log-batch",
              "runs/update");
    }
  }

  @Test
  void aRunThatTheServerRefusesKeepsNoOtherFromBeingSent() {
    try (Answering server =
        Answering.inTurn(
            Map.of(
                "experiments/get-by-name",
                List.of(FOUND),
                "runs/create",
                Stream.of("a", "b", "c").map(id -> "{\"run\": %s}".formatted(run(id))).toList(),
                "runs/log-batch",
                List.of("{}", "400", "{}")))) {
      StudySender sender = new StudySender(server.uri(), PATIENCE, Map.of());

      assertThatThrownBy(() -> sender.send(PlayedStudy.after(3), true))
          .isInstanceOfSatisfying(
              MlflowException.class,
              error ->
                  assertThat(error.problem())
                      .isEqualTo(
                          "MLflow at %s: it answered runs/log-batch with status 400: 400 (the run small trial 0)",
                          server.uri()));
      assertThat(server.methods())
          .containsExactly(
              "experiments/get-by-name",
              "runs/search",
              "runs/create",
              "runs/log-batch",
              "runs/update",
              "runs/create",
              "runs/log-batch",
              "runs/create",
              "runs/log-batch",
              "runs/update");
    }
  }

  @Test
  void aServerThatTakesNothingNowIsNotAskedForEachRun() {
    try (Answering server =
        Answering.inTurn(
            Map.of(
                "experiments/get-by-name",
                List.of(FOUND),
                "runs/create",
                List.of("{\"run\": %s}".formatted(run("a"))),
                "runs/log-batch",
                List.of("503")))) {
      StudySender sender = new StudySender(server.uri(), PATIENCE, Map.of());

      assertThatThrownBy(() -> sender.send(PlayedStudy.after(3), true))
          .hasMessageContaining("with status 503");
      assertThat(server.methods()).endsWith("runs/create", "runs/log-batch");
    }
  }

  @Test
  void anExperimentThatAnotherMakesMeanwhileIsFound() {
    try (Answering server =
        Answering.inTurn(
            Map.of(
                "experiments/get-by-name",
                List.of("404", FOUND),
                "experiments/create",
                List.of("400")))) {
      assertThat(MlflowRuns.of(new MlflowServer(server.uri(), PATIENCE, Map.of()), "mine"))
          .extracting(MlflowRuns::experiment)
          .isEqualTo("1");
    }
  }

  /** A trial that failed and was tried again has no failure any longer. */
  @Test
  void tagsThatDoNotHoldAnyLongerAreTakenAway() {
    String tags =
        Stream.of("study", "failure", "artifacts.report.html")
            .map("{\"key\": \"sparkhalving.%s\", \"value\": \"x\"}"::formatted)
            .collect(Collectors.joining(", ", "[", ", {\"key\": \"theirs\", \"value\": \"x\"}]"));
    String run = "{\"info\": {\"run_id\": \"a\"}, \"data\": {\"tags\": %s}}".formatted(tags);
    try (Answering server =
        Answering.inTurn(
            Map.of(
                "experiments/get-by-name",
                List.of(FOUND),
                "runs/search",
                List.of("{\"runs\": [%s]}".formatted(run))))) {
      StudySender sender = new StudySender(server.uri(), PATIENCE, Map.of());
      sender.send(PlayedStudy.after(1), true);
      sender.send(PlayedStudy.after(1), true);

      assertThat(server.methods())
          .containsExactly(
              "experiments/get-by-name",
              "runs/search",
              "runs/log-batch",
              "runs/delete-tag",
              "runs/update");
    }
  }
}
