package org.sparkhalving.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sparkhalving.search.space.Condition;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

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

  List<Configuration> read() {
    List<Configuration> configurations = new ArrayList<>();
    for (ConfigValue value : search.list(KEY, "[" + GivenValues.EXAMPLE + "]")) {
      if (value instanceof ConfigObject object) {
        configurations.add(configuration(object));
      } else {
        search.refuse(
            KEY,
            value,
            "has %s; write each configuration as %s"
                .formatted(Section.shown(value), GivenValues.EXAMPLE));
      }
    }
    return configurations;
  }

  private Configuration configuration(ConfigObject object) {
    Map<String, Object> values =
        new GivenValues(search, KEY, searched, vocabulary, space).read(object);
    for (String name : values.keySet()) {
      space
          .conditions()
          .getOrDefault(name, List.of())
          .forEach(condition -> checkCondition(name, condition, values, object));
    }
    return new Configuration(values);
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
      search.refuse(
          KEY,
          object.get(name),
          "has %s, but not what it is conditional on: %s = %s; give that too, or leave it out"
              .formatted(
                  name,
                  parent,
                  DistributionReader.words(new Distribution.Choice(condition.values()))));
    }
  }
}
