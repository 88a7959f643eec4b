package org.sparkhalving.storage;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.sampler.Observation;
import org.sparkhalving.search.space.Configuration;

/**
 * An {@link Observation} as study.json has it.
 *
 * @param study the other study's folder
 * @param epochs the last epoch of the trial's first rung
 * @param metric "NaN" when the trial failed
 * @param hyperparameters value by name
 */
record EarlierTrial(String study, int epochs, double metric, Map<String, Object> hyperparameters) {

  static EarlierTrial of(Observation observation) {
    return new EarlierTrial(
        observation.study(),
        observation.epochs(),
        observation.outcome() instanceof Outcome.Reached reached ? reached.metric() : Double.NaN,
        observation.configuration().values());
  }

  Observation observation() {
    Map<String, Object> values = new LinkedHashMap<>();
    hyperparameters.forEach((name, value) -> values.put(name, typed(value)));
    return new Observation(study, epochs, new Configuration(values), Outcome.of(metric));
  }

  /** JSON has no types of numbers; a double is written with a point or an exponent. */
  static Object typed(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(EarlierTrial::typed).toList();
    } else if (value instanceof BigDecimal real) {
      return real.doubleValue();
    }
    return value instanceof Integer whole ? (Object) whole.longValue() : value;
  }
}
