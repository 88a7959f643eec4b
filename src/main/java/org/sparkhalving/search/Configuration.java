package org.sparkhalving.search;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The hyperparameters of one trial.
 *
 * @param values value by name: {@link Long}, {@link Double}, {@link String}, {@link Boolean} or a
 *     list of them
 */
public record Configuration(Map<String, Object> values) {
  public Configuration {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
