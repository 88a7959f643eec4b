package org.sparkhalving.search;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The hyperparameters of a study, each with its distribution, in the order of the settings.
 *
 * @param distributions distribution by hyperparameter name
 */
public record SearchSpace(Map<String, Distribution> distributions) {
  public SearchSpace {
    distributions = Collections.unmodifiableMap(new LinkedHashMap<>(distributions));
  }
}
