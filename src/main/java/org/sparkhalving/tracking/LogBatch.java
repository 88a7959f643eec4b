package org.sparkhalving.tracking;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Part of what a run lacks, within MLflow's limits for a request: 1000 entries in all, of which 100
 * parameters and 100 tags.
 */
record LogBatch(List<RunMetric> metrics, Map<String, String> parameters, Map<String, String> tags) {
  private static final int MOST_METRICS = 800;
  private static final int MOST_OTHERS = 100;

  /**
   * What {@code stored} lacks. Of each metric it has a beginning, since values are sent in the
   * order of their steps, so that what lies behind its last step is missing. Parameters never
   * change.
   */
  static List<LogBatch> missing(TrackedRun wanted, StoredRun stored) {
    List<RunMetric> metrics =
        wanted.metrics().stream()
            .filter(
                metric ->
                    metric.step() > stored.lastSteps().getOrDefault(metric.key(), Long.MIN_VALUE))
            .toList();
    List<Map.Entry<String, String>> parameters =
        wanted.parameters().entrySet().stream()
            .filter(entry -> !stored.parameters().contains(entry.getKey()))
            .toList();
    List<Map.Entry<String, String>> tags =
        wanted.tags().entrySet().stream()
            .filter(entry -> !entry.getValue().equals(stored.tags().get(entry.getKey())))
            .toList();
    List<LogBatch> batches = new ArrayList<>();
    int count =
        Stream.of(
                parts(metrics, MOST_METRICS),
                parts(parameters, MOST_OTHERS),
                parts(tags, MOST_OTHERS))
            .max(Integer::compare)
            .orElseThrow();
    for (int i = 0; i < count; i++) {
      batches.add(
          new LogBatch(
              part(metrics, i, MOST_METRICS),
              map(part(parameters, i, MOST_OTHERS)),
              map(part(tags, i, MOST_OTHERS))));
    }
    return batches;
  }

  private static int parts(List<?> all, int size) {
    return (all.size() + size - 1) / size;
  }

  private static <T> List<T> part(List<T> all, int number, int size) {
    int from = Math.min(all.size(), number * size);
    return List.copyOf(all.subList(from, Math.min(all.size(), from + size)));
  }

  private static Map<String, String> map(List<Map.Entry<String, String>> entries) {
    Map<String, String> map = new LinkedHashMap<>();
    entries.forEach(entry -> map.put(entry.getKey(), entry.getValue()));
    return map;
  }
}
