package org.sparkhalving.storage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkhalving.search.Configuration;
import org.sparkhalving.search.Observation;

/**
 * An {@link Observation} as study.json has it.
 *
 * @param study the other study's folder
 * @param epochs the last epoch of the trial's first rung
 * @param metric null when the trial failed
 * @param hyperparameters value by name
 */
record EarlierTrial(String study, int epochs, Double metric, Map<String, Object> hyperparameters) {

  static EarlierTrial of(Observation observation) {
    return new EarlierTrial(
        observation.study(),
        observation.epochs(),
        Double.isNaN(observation.metric()) ? null : observation.metric(),
        observation.configuration().values());
  }

  Observation observation() {
    Map<String, Object> values = new LinkedHashMap<>();
    hyperparameters.forEach((name, value) -> values.put(name, typed(value)));
    return new Observation(
        study, epochs, new Configuration(values), metric == null ? Double.NaN : metric);
  }

  /** JSON has no type for integers of 64 bits. */
  private static Object typed(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(EarlierTrial::typed).toList();
    }
    return value instanceof Integer whole ? (Object) whole.longValue() : value;
  }
}
