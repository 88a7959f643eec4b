package org.sparkhalving.search.space;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The hyperparameters of one trial. Two are equal when they have the same values under the same
 * names, in whatever order.
 *
 * @param values value by name, in the order of the search space: {@link Long}, {@link Double},
 *     {@link String}, {@link Boolean} or a list of them
 */
public record Configuration(Map<String, Object> values) {
  /** Takes a copy that nobody can change. */
  public Configuration {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
