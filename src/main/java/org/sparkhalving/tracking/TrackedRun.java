package org.sparkhalving.tracking;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a run is to hold: a study's, or that of one of its trials.
 *
 * @param trial its number; empty for the study's run
 * @param endedAt empty while it is not over
 * @param parameters which never change once they are known
 * @param tags whose texts are cut as MLflow's are, and freed of control characters
 * @param metrics those of equal keys in ascending order of their steps
 */
record TrackedRun(
    OptionalInt trial,
    String name,
    RunStatus status,
    Instant startedAt,
    Optional<Instant> endedAt,
    Map<String, String> parameters,
    Map<String, String> tags,
    List<RunMetric> metrics) {
  /** As long as a tag's value can be in every MLflow. */
  private static final int LONGEST_TAG = 5000;

  TrackedRun {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    tags = texts(tags);
    metrics = List.copyOf(metrics);
  }

  private static Map<String, String> texts(Map<String, String> tags) {
    Map<String, String> texts = new LinkedHashMap<>();
    tags.forEach((tag, text) -> texts.put(tag, Parameters.text(text, LONGEST_TAG)));
    return Collections.unmodifiableMap(texts);
  }

  /** The same with one more tag. */
  TrackedRun with(String tag, String value) {
    Map<String, String> more = new LinkedHashMap<>(tags);
    more.put(tag, value);
    return new TrackedRun(trial, name, status, startedAt, endedAt, parameters, more, metrics);
  }
}
