package org.sparkhalving.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Scope;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.Distribution;

/**
 * A study's settings, checked, together with the values that they were read from.
 *
 * @param settings typed
 * @param values all sources merged and resolved, with {@code reference.conf}'s defaults
 */
public record ResolvedSettings(Settings settings, ConfigObject values) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCHEDULER = "scheduler";
  private static final String SCOPE = "scope";
  private static final String LAST = Scope.LAST.key();

  /**
   * These settings for a study that is there: one that began before there was {@code
   * scheduler.scope} ranks trials by their last epoch, unless they say otherwise.
   *
   * @param stored the study's own settings, JSON text
   */
  public ResolvedSettings forStudy(String stored) {
    ConfigValue scope = values.toConfig().getObject(SCHEDULER).get(SCOPE);
    boolean isGiven = scope != null && scope.valueType() != ConfigValueType.NULL;
    if (isGiven || !isWithoutScope(tree(stored, "study.json"))) {
      return this;
    }
    SchedulerSettings scheduler = settings.scheduler();
    return new ResolvedSettings(
        settings.with(scheduler.with(Criterion.last(scheduler.metric()))),
        values
            .toConfig()
            .withValue(SCHEDULER + "." + SCOPE, ConfigValueFactory.fromAnyRef(LAST))
            .root());
  }

  private static boolean isWithoutScope(JsonNode stored) {
    return stored.get(SCHEDULER) instanceof ObjectNode scheduler && !scheduler.has(SCOPE);
  }

  /**
   * The settings as JSON, all defaults included: {@link SettingsReader#fromJson} makes equal {@link
   * #settings} of it, hyperparameters in the same order. Other keys are sorted, so that equal
   * values give equal texts.
   */
  public String toJson() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(ordered("", values));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Settings can't be written as JSON", e);
    }
  }

  /**
   * A stored text in lines, one a key, since the reader takes hyperparameters in the order of their
   * lines. A study that began before there was {@code scheduler.scope} has the last epoch's.
   */
  static Document document(String json, String origin) {
    JsonNode tree = tree(json, origin);
    if (isWithoutScope(tree)) {
      ((ObjectNode) tree.get(SCHEDULER)).put(SCOPE, LAST);
    }
    return Document.text(origin, tree.toPrettyString());
  }

  private static JsonNode tree(String json, String origin) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new SettingsException(
          new Origin(origin, e.getLocation() == null ? 0 : e.getLocation().getLineNr()),
          "",
          "is not JSON: " + e.getOriginalMessage());
    }
  }

  private Object ordered(String path, ConfigValue value) {
    if (path.equals("." + SCHEDULER + "." + SCOPE)) {
      return settings.scheduler().criterion().scope().key();
    }
    if (!(value instanceof ConfigObject object)) {
      return value.unwrapped();
    }
    return switch (path) {
      case ".search.space" -> hyperparameters(object);
      case ".training" -> fixedHyperparameters();
      default -> {
        Map<String, Object> sorted = new TreeMap<>();
        object.forEach((key, inner) -> sorted.put(key, ordered(path + "." + key, inner)));
        yield sorted;
      }
    };
  }

  /** Those of a section, in the space's order. */
  private Map<String, Object> hyperparameters(ConfigObject section) {
    Map<String, Object> result = new LinkedHashMap<>();
    for (String name : settings.search().space().distributions().keySet()) {
      find(section, name).ifPresent(value -> result.put(name, value));
    }
    return result;
  }

  /** All that are not searched, in their hyperparameters' types. */
  private Map<String, Object> fixedHyperparameters() {
    ConfigObject searched = values.toConfig().getObject("search.space");
    Map<String, Object> result = new LinkedHashMap<>();
    settings
        .search()
        .space()
        .distributions()
        .forEach(
            (name, distribution) -> {
              if (distribution instanceof Distribution.Fixed fixed
                  && find(searched, name).isEmpty()) {
                result.put(name, fixed.value());
              }
            });
    return result;
  }

  private static Optional<Object> find(ConfigObject section, String name) {
    return Optional.ofNullable(section.get(name)).map(ConfigValue::unwrapped);
  }
}
