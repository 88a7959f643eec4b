package org.sparkhalving.search.space;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The hyperparameters of a study, each with its distribution, in the order of the settings. A space
 * without hyperparameters is allowed: every trial then has the trainer's defaults.
 *
 * <p>A conditional hyperparameter exists only in trials that meet all its conditions; where its
 * parent is absent, so is it.
 *
 * @param distributions distribution by hyperparameter name
 * @param conditions by the name of the hyperparameter that has them
 */
public record SearchSpace(
    Map<String, Distribution> distributions, Map<String, List<Condition>> conditions) {
  /**
   * Takes copies that nobody can change.
   *
   * @throws IllegalArgumentException when a condition is on, or of, what is not in the space, or
   *     conditions form a circle
   */
  public SearchSpace {
    distributions = Collections.unmodifiableMap(new LinkedHashMap<>(distributions));
    conditions = Map.copyOf(conditions);
    for (Map.Entry<String, List<Condition>> entry : conditions.entrySet()) {
      for (Condition condition : entry.getValue()) {
        if (!distributions.containsKey(entry.getKey())
            || !distributions.containsKey(condition.parent())) {
          throw new IllegalArgumentException(
              "the condition of %s on %s needs both".formatted(entry.getKey(), condition.parent()));
        }
      }
    }
    List<String> circle = circle(conditions);
    if (!circle.isEmpty()) {
      throw new IllegalArgumentException(
          "conditions go round in a circle: " + String.join(", ", circle));
    }
  }

  /** A space without conditions. */
  public SearchSpace(Map<String, Distribution> distributions) {
    this(distributions, Map.of());
  }

  /**
   * Names whose conditions need each other, each the parent of the one before it; the first is the
   * parent of the last. Empty when there are none.
   *
   * @param conditions by the name of the hyperparameter that has them
   */
  public static List<String> circle(Map<String, List<Condition>> conditions) {
    Set<String> sound = new LinkedHashSet<>();
    for (String name : conditions.keySet().stream().sorted().toList()) {
      List<String> circle = circle(name, conditions, new ArrayList<>(), sound);
      if (!circle.isEmpty()) {
        return circle;
      }
    }
    return List.of();
  }

  private static List<String> circle(
      String name, Map<String, List<Condition>> conditions, List<String> way, Set<String> sound) {
    if (way.contains(name)) {
      return List.copyOf(way.subList(way.indexOf(name), way.size()));
    }
    if (sound.contains(name)) {
      return List.of();
    }
    way.add(name);
    for (Condition condition : conditions.getOrDefault(name, List.of())) {
      List<String> circle = circle(condition.parent(), conditions, way, sound);
      if (!circle.isEmpty()) {
        return circle;
      }
    }
    way.remove(name);
    sound.add(name);
    return List.of();
  }

  /**
   * A configuration of this space, with values in the space's order.
   *
   * @param value gives each hyperparameter's value; asked only for those whose conditions hold, for
   *     a parent before its children
   */
  public Configuration configuration(Function<String, Object> value) {
    Map<String, Object> drawn = new HashMap<>();
    for (String name : parentsFirst()) {
      if (has(name, drawn)) {
        drawn.put(name, value.apply(name));
      }
    }
    Map<String, Object> ordered = new LinkedHashMap<>();
    for (String name : distributions.keySet()) {
      if (drawn.containsKey(name)) {
        ordered.put(name, drawn.get(name));
      }
    }
    return new Configuration(ordered);
  }

  /** Whether a trial with such values of its parents has the hyperparameter {@code name}. */
  public boolean has(String name, Map<String, Object> values) {
    return conditions.getOrDefault(name, List.of()).stream()
        .allMatch(condition -> condition.holds(values));
  }

  /** All names in the space's order, but none before one that it is conditional on. */
  public List<String> parentsFirst() {
    if (conditions.isEmpty()) {
      return List.copyOf(distributions.keySet());
    }
    Set<String> order = new LinkedHashSet<>();
    distributions.keySet().forEach(name -> addParentsFirst(name, order));
    return List.copyOf(order);
  }

  private void addParentsFirst(String name, Set<String> order) {
    conditions
        .getOrDefault(name, List.of())
        .forEach(condition -> addParentsFirst(condition.parent(), order));
    order.add(name);
  }

  /**
   * The first hyperparameter of this space that keeps {@code configuration} from being one of its
   * configurations: its value cannot be drawn, is missing, or is there although a condition does
   * not hold; empty when there is none. What the space does not name is not looked at.
   */
  public Optional<String> misfit(Configuration configuration) {
    Map<String, Object> values = configuration.values();
    return parentsFirst().stream()
        .filter(
            name ->
                has(name, values)
                    ? !distributions.get(name).contains(values.get(name))
                    : values.containsKey(name))
        .findFirst();
  }
}
