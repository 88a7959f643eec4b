package org.sparkhalving.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.training.hyperparameter.Hyperparameter;

/**
 * Reads values that a setting of {@code search} gives for hyperparameters that are searched, such
 * as {@code { base_lr = 0.001, batch_size = 512 }}.
 *
 * @param search section {@code search}
 * @param key the setting
 * @param searched section {@code search.space}
 * @param vocabulary which hyperparameters there are
 * @param space what is searched and fixed, as far as it is right
 */
record GivenValues(
    Section search, String key, Section searched, Vocabulary vocabulary, SearchSpace space) {
  static final String EXAMPLE = "{ base_lr = 0.001, batch_size = 512 }";

  /** The values that the space has; the others go to the section's problems. */
  Map<String, Object> read(ConfigObject object) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : new TreeSet<>(object.keySet())) {
      value(name, object.get(name)).ifPresent(value -> values.put(name, value));
    }
    return values;
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

  private Optional<Object> refused(ConfigValue at, String what) {
    search.refuse(key, at, what);
    return Optional.empty();
  }
}
