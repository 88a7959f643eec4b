package org.sparkhalving.settings;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One rule: a distribution replaces whatever it is laid over as a whole, although HOCON merges
 * objects. {@code {uniform = …}} over {@code {choice = …}} is the first alone.
 */
final class WholeDistributions {
  private WholeDistributions() {}

  /**
   * Values that will lie below others, where the path to them is not known yet. HOCON replaces a
   * list: each distribution is put into one, until {@link #unguarded}.
   */
  static ConfigObject guarded(ConfigObject object) {
    ConfigObject result = object;
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      if (entry.getValue() instanceof ConfigObject child) {
        result = result.withValue(entry.getKey(), guardedChild(child));
      }
    }
    return result;
  }

  private static ConfigValue guardedChild(ConfigObject child) {
    try {
      return child.keySet().stream().anyMatch(DistributionKind::isKey)
          ? ConfigValueFactory.fromIterable(List.of(child)).withOrigin(child.origin())
          : guarded(child);
    } catch (ConfigException.NotResolved e) {
      return child; // `a = ${b} { … }`: what it holds is not known before everything is merged
    }
  }

  /** All settings, merged, with the distributions taken out of their lists again. */
  static ConfigObject unguarded(ConfigObject root) {
    return inSpace(
        root,
        value ->
            value instanceof ConfigList list && list.size() == 1
                ? Optional.of(list.get(0)).filter(ConfigObject.class::isInstance)
                : Optional.empty());
  }

  /**
   * Values that will lie over others, and may be named by substitutions there, so that they stay
   * where they are. An object that lies over anything but an object hides all that lies below.
   */
  static ConfigObject hiding(ConfigObject root) {
    return inSpace(
        root,
        value ->
            Optional.of(value)
                .filter(ConfigObject.class::isInstance)
                .map(object -> object.withFallback(ConfigValueFactory.fromAnyRef(null))));
  }

  /** The settings with other values in the search space, where there are any. */
  private static ConfigObject inSpace(
      ConfigObject root, Function<ConfigValue, Optional<ConfigValue>> other) {
    ConfigObject result = root;
    if (root.get("search") instanceof ConfigObject search
        && search.get("space") instanceof ConfigObject space) {
      for (Map.Entry<String, ConfigValue> entry : space.entrySet()) {
        Optional<ConfigValue> value = other.apply(entry.getValue());
        if (value.isPresent()) {
          String path = ConfigUtil.joinPath("search", "space", entry.getKey());
          result = result.toConfig().withValue(path, value.get()).root();
        }
      }
    }
    return result;
  }
}
