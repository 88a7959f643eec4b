package org.sparkhalving.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The runs of one experiment on an MLflow server.
 *
 * @param experiment its number there
 */
record MlflowRuns(MlflowServer server, String experiment) {
  private static final int PAGE = 200;
  private static final String RUN = "run_id";
  private static final String VALUE = "value";

  /**
   * The experiment of a name, made if there is none.
   *
   * @throws MlflowException when it was deleted, too
   */
  static MlflowRuns of(MlflowServer server, String name) {
    Optional<JsonNode> found = experiment(server, name);
    if (found.filter(one -> "deleted".equals(one.path("lifecycle_stage").asText())).isPresent()) {
      throw new MlflowException(
          server.uri(),
          "its experiment %s was deleted; restore it, or name another in MLFLOW_EXPERIMENT_NAME"
              .formatted(name),
          null);
    }
    JsonNode one = found.orElseGet(() -> made(server, name));
    return new MlflowRuns(server, server.field(one, "experiment_id"));
  }

  private static Optional<JsonNode> experiment(MlflowServer server, String name) {
    return server
        .find("experiments/get-by-name", "experiment_name", name)
        .map(answer -> answer.path("experiment"));
  }

  /**
   * Another sender may have made it since it was looked for, which the server refuses to do twice.
   */
  private static JsonNode made(MlflowServer server, String name) {
    try {
      return server.call("experiments/create", object().put("name", name));
    } catch (MlflowException e) {
      if (!e.isRefusal()) {
        throw e;
      }
      return experiment(server, name).orElseThrow(() -> e);
    }
  }

  /**
   * All runs with a tag, deleted ones aside. A page begins so many runs behind the first: one that
   * is made meanwhile moves the others, so that one of them may come twice.
   */
  List<StoredRun> with(String tag, String value) {
    Map<String, StoredRun> runs = new LinkedHashMap<>();
    String next = "";
    do {
      ObjectNode query =
          object()
              .put("filter", "tags.\"%s\" = '%s'".formatted(tag, value))
              .put("max_results", PAGE);
      query.putArray("experiment_ids").add(experiment);
      if (!next.isEmpty()) {
        query.put("page_token", next);
      }
      JsonNode answer = server.call("runs/search", query);
      for (JsonNode run : answer.path("runs")) {
        StoredRun one = stored(run);
        runs.put(one.id(), one);
      }
      next = answer.path("next_page_token").asText("");
    } while (!next.isEmpty());
    return List.copyOf(runs.values());
  }

  /** Makes a run with its tags, and nothing else yet. */
  StoredRun create(TrackedRun wanted) {
    ObjectNode body =
        object()
            .put("experiment_id", experiment)
            .put("run_name", wanted.name())
            .put("start_time", wanted.startedAt().toEpochMilli());
    add(body.putArray("tags"), wanted.tags());
    return stored(server.call("runs/create", body).path("run"));
  }

  /** Adds to a run. */
  void log(StoredRun run, LogBatch batch) {
    ObjectNode body = object().put(RUN, run.id());
    ArrayNode metrics = body.putArray("metrics");
    batch.metrics().forEach(metric -> add(metrics, metric));
    add(body.putArray("params"), batch.parameters());
    add(body.putArray("tags"), batch.tags());
    server.call("runs/log-batch", body);
  }

  /** Says how far a run is. */
  void update(StoredRun run, RunStatus status, Optional<Instant> end) {
    ObjectNode body = object().put(RUN, run.id()).put("status", status.name());
    end.ifPresent(at -> body.put("end_time", at.toEpochMilli()));
    server.call("runs/update", body);
  }

  /** Takes a tag away. */
  void deleteTag(StoredRun run, String tag) {
    server.call("runs/delete-tag", object().put(RUN, run.id()).put("key", tag));
  }

  /** Deletes a run. */
  void delete(StoredRun run) {
    server.call("runs/delete", object().put(RUN, run.id()));
  }

  /** JSON has no NaN or infinities as numbers. */
  private static void add(ArrayNode metrics, RunMetric metric) {
    ObjectNode one =
        metrics
            .addObject()
            .put("key", metric.key())
            .put("timestamp", metric.at().toEpochMilli())
            .put("step", metric.step());
    if (Double.isFinite(metric.value())) {
      one.put(VALUE, metric.value());
    } else {
      one.put(VALUE, Double.toString(metric.value()));
    }
  }

  private static void add(ArrayNode array, Map<String, String> texts) {
    texts.forEach((key, text) -> array.addObject().put("key", key).put(VALUE, text));
  }

  private StoredRun stored(JsonNode run) {
    JsonNode info = run.path("info");
    JsonNode data = run.path("data");
    Map<String, String> tags = new HashMap<>();
    data.path("tags").forEach(tag -> tags.put(key(tag), tag.path(VALUE).asText()));
    Set<String> parameters = new HashSet<>();
    data.path("params").forEach(one -> parameters.add(key(one)));
    Map<String, Long> steps = new HashMap<>();
    data.path("metrics")
        .forEach(metric -> steps.merge(key(metric), metric.path("step").asLong(), Math::max));
    long end = info.path("end_time").asLong();
    return new StoredRun(
        server.field(info, RUN),
        info.path("artifact_uri").asText(),
        info.path("status").asText(),
        end == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(end)),
        parameters,
        tags,
        steps);
  }

  private static String key(JsonNode entry) {
    return entry.path("key").asText();
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
