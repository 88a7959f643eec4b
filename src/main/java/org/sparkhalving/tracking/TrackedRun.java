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
  TrackedRun {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    metrics = List.copyOf(metrics);
  }

  /** The same with one more tag. */
  TrackedRun with(String tag, String value) {
    Map<String, String> more = new LinkedHashMap<>(tags);
    more.put(tag, value);
    return new TrackedRun(trial, name, status, startedAt, endedAt, parameters, more, metrics);
  }
}
