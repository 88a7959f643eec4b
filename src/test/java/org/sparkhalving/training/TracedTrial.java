package org.sparkhalving.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkhalving.search.space.Configuration;

/** A case of a file of traces, as a trial of ours. Also for benchmarks. */
final class TracedTrial {
  private TracedTrial() {}

  /** The hyperparameters of a case; its optional keys may be absent or null. */
  static Configuration configuration(JsonNode traced) {
    Map<String, Object> values = new LinkedHashMap<>();
    List<Long> sizes = new ArrayList<>();
    for (int i = 1; i < traced.get("dims").size() - 1; i++) {
      sizes.add(traced.get("dims").get(i).asLong());
    }
    values.put("hidden_sizes", sizes);
    values.put("activation", traced.get("activation").asText());
    values.put("batch_norm", traced.path("batch_norm").asBoolean());
    values.put("optimizer", traced.get("optimizer").asText());
    values.put("base_lr", traced.get("lr").asDouble());
    values.put("l2_rate", traced.path("weight_decay").asDouble());
    values.put("momentum", traced.path("momentum").asDouble());
    values.put("label_smoothing", traced.path("label_smoothing").asDouble());
    values.put("clip_norm", traced.path("clip_norm").asDouble());
    values.put("warmup_epochs", traced.path("warmup_epochs").asLong());
    values.put("batch_size", traced.get("batch_size").asLong());
    JsonNode schedule = traced.path("schedule");
    if (schedule.isObject()) {
      values.put("lr_schedule", "cosine_" + schedule.get("per").asText());
      values.put("t_max", schedule.get("t_max").asLong());
    }
    return new Configuration(values);
  }
}
