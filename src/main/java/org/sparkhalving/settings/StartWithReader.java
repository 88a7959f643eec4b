package org.sparkhalving.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.sparkhalving.search.space.Condition;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.training.hyperparameter.Hyperparameter;

/**
 * Reads {@code search.start-with}: configurations, whole or in part, that are tried first.
 *
 * @param search section {@code search}
 * @param searched section {@code search.space}
 * @param vocabulary which hyperparameters there are
 * @param space what is searched and fixed, as far as it is right
 */
record StartWithReader(Section search, Section searched, Vocabulary vocabulary, SearchSpace space) {
  private static final String KEY = "start-with";
  private static final String EXAMPLE = "{ base_lr = 0.001, batch_size = 512 }";

  List<Configuration> read() {
    List<Configuration> configurations = new ArrayList<>();
    for (ConfigValue value : search.list(KEY, "[" + EXAMPLE + "]")) {
      if (value instanceof ConfigObject object) {
        configurations.add(configuration(object));
      } else {
        search.refuse(
            KEY,
            value,
            "has %s; write each configuration as %s".formatted(Section.shown(value), EXAMPLE));
      }
    }
    return configurations;
  }

  private Configuration configuration(ConfigObject object) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : new TreeSet<>(object.keySet())) {
      value(name, object.get(name)).ifPresent(value -> values.put(name, value));
    }
    for (String name : values.keySet()) {
      space
          .conditions()
          .getOrDefault(name, List.of())
          .forEach(condition -> checkCondition(name, condition, values, object));
    }
    return new Configuration(values);
  }

  private Optional<Object> value(String name, ConfigValue given) {
    Optional<Hyperparameter> known = vocabulary.named(name);
    if (known.isEmpty()) {
      return refused(given, "has %s%s".formatted(name, SpaceReader.notAHyperparameter(name)));
    }
    if (searched.find(name).isEmpty()) {
      return refused(
          given,
          "has %s, which is not searched%s; add it to search.space, or leave it out here"
              .formatted(
                  name,
                  space.distributions().get(name) instanceof Distribution.Fixed fixed
                      ? " but fixed (%s)".formatted(fixed.value())
                      : ""));
    }
    Distribution distribution = space.distributions().get(name);
    if (distribution == null) {
      return Optional.empty(); // What is wrong with it is reported where it stands.
    }
    Optional<Object> value = DistributionReader.valueWithin(distribution, known.get(), given);
    return value.isPresent()
        ? value
        : refused(
            given,
            "has %s = %s, which is outside the space; allowed: %s"
                .formatted(name, Section.shown(given), DistributionReader.words(distribution)));
  }

  /** A value must be given together with those that it is conditional on. */
  private void checkCondition(
      String name, Condition condition, Map<String, Object> values, ConfigObject object) {
    String parent = condition.parent();
    Object is =
        space.distributions().get(parent) instanceof Distribution.Fixed fixed
            ? fixed.value()
            : values.get(parent);
    if (is == null && object.containsKey(parent)) {
      return; // Its value is wrong, and reported.
    }
    if (is == null || !condition.values().contains(is)) {
      refused(
          object.get(name),
          "has %s, but not what it is conditional on: %s = %s; give that too, or leave it out"
              .formatted(
                  name,
                  parent,
                  DistributionReader.words(new Distribution.Choice(condition.values()))));
    }
  }

  private Optional<Object> refused(ConfigValue at, String what) {
    search.refuse(KEY, at, what);
    return Optional.empty();
  }
}
