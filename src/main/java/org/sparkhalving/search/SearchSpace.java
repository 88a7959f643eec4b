package org.sparkhalving.search;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The hyperparameters of a study, each with its distribution, in the order of the settings. A space
 * without hyperparameters is allowed: every trial then has the trainer's defaults.
 *
 * @param distributions distribution by hyperparameter name
 */
public record SearchSpace(Map<String, Distribution> distributions) {
  /** Takes a copy that nobody can change. */
  public SearchSpace {
    distributions = Collections.unmodifiableMap(new LinkedHashMap<>(distributions));
  }
}
