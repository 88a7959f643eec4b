package org.sparkhalving.search.space;

import java.util.List;
import java.util.Map;

/**
 * What another hyperparameter must be for a trial to have this one.
 *
 * @param parent the other one's name
 * @param values the parent's values with which a trial has this one, at least one
 */
public record Condition(String parent, List<Object> values) {
  /** Takes a copy of at least one value. */
  public Condition {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a condition on %s needs a value".formatted(parent));
    }
  }

  /** Whether it holds among a trial's values; a parent that the trial does not have never does. */
  boolean holds(Map<String, Object> trial) {
    Object value = trial.get(parent);
    return value != null && values.contains(value);
  }
}
