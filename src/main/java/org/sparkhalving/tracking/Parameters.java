package org.sparkhalving.tracking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.storage.Json;

/** Settings and hyperparameters as MLflow's parameters: texts by name. */
final class Parameters {
  /** As long as a value can be in every MLflow from 2.0 on. */
  private static final int LONGEST = 500;

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");

  /** Whose entries are distributions, each a value of its own. */
  private static final String SPACE = "search.space";

  private Parameters() {}

  /** A trial's hyperparameters; lists as JSON. */
  static Map<String, String> of(Configuration configuration) {
    Map<String, String> parameters = new LinkedHashMap<>();
    configuration
        .values()
        .forEach((name, value) -> put(parameters, name, Json.MAPPER.valueToTree(value)));
    return parameters;
  }

  /** A study's settings, by their dotted names; distributions and lists as JSON. */
  static Map<String, String> of(String settings) {
    Map<String, String> parameters = new LinkedHashMap<>();
    try {
      flatten(parameters, "", Json.MAPPER.readTree(settings));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("settings are no JSON", e);
    }
    return parameters;
  }

  private static void flatten(Map<String, String> parameters, String path, JsonNode value) {
    if (value instanceof ObjectNode object && !path.startsWith(SPACE + ".")) {
      object
          .properties()
          .forEach(
              entry ->
                  flatten(
                      parameters,
                      path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                      entry.getValue()));
    } else {
      put(parameters, path, value);
    }
  }

  /** What has no value, or an empty one, is no parameter. */
  private static void put(Map<String, String> parameters, String name, JsonNode value) {
    String text = value.isValueNode() ? value.asText() : value.toString();
    if (!value.isNull() && !text.isEmpty()) {
      parameters.put(name, text(text, LONGEST));
    }
  }

  /**
   * A text of at most {@code longest} characters, without the control characters that databases do
   * not take.
   */
  static String text(String text, int longest) {
    String plain = CONTROL.matcher(text).replaceAll(" ");
    if (plain.length() <= longest) {
      return plain;
    }
    int end = longest - 1;
    boolean splits = Character.isHighSurrogate(plain.charAt(end - 1));
    return plain.substring(0, splits ? end - 1 : end) + "…";
  }
}
