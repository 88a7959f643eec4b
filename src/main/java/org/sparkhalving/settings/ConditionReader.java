package org.sparkhalving.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.sparkhalving.search.space.Condition;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.training.hyperparameter.Hyperparameter;

/**
 * Reads the conditions of hyperparameters: {@code when = { other = value }} within a distribution,
 * or {@code when = { other = [value, …] }}.
 *
 * @param space section {@code search.space}
 * @param training section {@code training}
 * @param vocabulary which hyperparameters there are
 * @param distributions what is searched, fixed or has a default, as far as it is right
 */
record ConditionReader(
    Section space,
    Section training,
    Vocabulary vocabulary,
    Map<String, Distribution> distributions) {
  private static final String EXAMPLE = "when = { optimizer = sgd }";

  /** The conditions by hyperparameter; what is wrong with them goes to the section's problems. */
  Map<String, List<Condition>> read() {
    Map<String, List<Condition>> conditions = new LinkedHashMap<>();
    for (String name : new TreeSet<>(space.keys())) {
      if (distributions.containsKey(name)
          && space.find(name).orElseThrow() instanceof ConfigObject distribution
          && distribution.containsKey(DistributionReader.WHEN)) {
        List<Condition> own = all(name, distribution.get(DistributionReader.WHEN));
        if (!own.isEmpty()) {
          conditions.put(name, own);
        }
      }
    }
    return withoutCircles(conditions);
  }

  private List<Condition> all(String name, ConfigValue when) {
    if (!(when instanceof ConfigObject parents) || parents.isEmpty()) {
      space.refuse(
          name,
          when,
          "has when = %s; write it as %s, with a list for several values"
              .formatted(Section.shown(when), EXAMPLE));
      return List.of();
    }
    List<Condition> conditions = new ArrayList<>();
    for (String parent : new TreeSet<>(parents.keySet())) {
      condition(name, parent, parents.get(parent)).ifPresent(conditions::add);
    }
    return conditions;
  }

  private Optional<Condition> condition(String name, String parent, ConfigValue value) {
    Optional<Hyperparameter> known = vocabulary.named(parent);
    Distribution distribution = distributions.get(parent);
    if (known.isEmpty()) {
      space.refuse(
          name,
          value,
          "has a condition on %s%s".formatted(parent, SpaceReader.notAHyperparameter(parent)));
    } else if (distribution == null && !isSet(parent)) {
      space.refuse(
          name,
          value,
          "has a condition on %s, which is neither searched nor fixed; add it to search.space%s, or remove the condition"
              .formatted(parent, vocabulary == Vocabulary.TABLE ? "" : " or training"));
    } else if (distribution != null && distribution.isContinuous()) {
      space.refuse(
          name,
          value,
          "has a condition on %s, which is drawn from an interval and is hardly ever one value; make that a choice, or remove the condition"
              .formatted(parent));
    } else if (distribution != null) {
      return values(name, known.get(), value).map(values -> new Condition(parent, values));
    }
    return Optional.empty(); // What is wrong with a parent is reported where that stands.
  }

  private Optional<List<Object>> values(String name, Hyperparameter parent, ConfigValue value) {
    List<Object> values = new ArrayList<>();
    for (ConfigValue one : several(parent, value)) {
      Optional<Object> typed =
          DistributionReader.valueWithin(distributions.get(parent.name()), parent, one);
      if (typed.isEmpty()) {
        space.refuse(
            name,
            value,
            "has the condition %s = %s, but %s never is that; it is %s"
                .formatted(
                    parent.name(),
                    Section.shown(one),
                    parent.name(),
                    DistributionReader.words(distributions.get(parent.name()))));
        return Optional.empty();
      }
      values.add(typed.get());
    }
    if (values.isEmpty()) {
      space.refuse(
          name,
          value,
          "has a condition on %s without a value; list at least one".formatted(parent.name()));
      return Optional.empty();
    }
    return Optional.of(values);
  }

  /** The values of a list, unless the list is itself a value of the parent. */
  private static List<ConfigValue> several(Hyperparameter parent, ConfigValue value) {
    boolean one =
        !(value instanceof ConfigList list)
            || (parent.kind() == Hyperparameter.Kind.INTEGERS
                && list.stream().noneMatch(ConfigList.class::isInstance));
    return one ? List.of(value) : List.copyOf((ConfigList) value);
  }

  private boolean isSet(String name) {
    return space.find(name).isPresent() || training.find(name).isPresent();
  }

  private Map<String, List<Condition>> withoutCircles(Map<String, List<Condition>> conditions) {
    List<String> circle = SearchSpace.circle(conditions);
    if (circle.isEmpty()) {
      return conditions;
    }
    String first = circle.get(0);
    space.refuse(
        first,
        "has a condition that leads back to itself: %s needs %s; remove one of these conditions"
            .formatted(circle.stream().collect(Collectors.joining(" needs ")), first));
    return Map.of();
  }
}
