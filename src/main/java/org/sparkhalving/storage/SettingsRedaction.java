package org.sparkhalving.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import org.sparkhalving.text.Redaction;

/** Takes secrets out of settings before they are written. */
final class SettingsRedaction {
  private SettingsRedaction() {}

  /**
   * A copy of {@code settings} without the values whose dotted key sounds like a secret, and
   * without the credentials in URIs.
   */
  static JsonNode redacted(JsonNode settings) {
    return redacted("", settings);
  }

  private static JsonNode redacted(String key, JsonNode value) {
    if (Redaction.soundsSecret(key)) {
      return TextNode.valueOf(Redaction.MASK);
    }
    if (value instanceof ObjectNode object) {
      ObjectNode copy = Json.MAPPER.createObjectNode();
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        copy.set(
            entry.getKey(),
            redacted(SettingsDifferences.join(key, entry.getKey()), entry.getValue()));
      }
      return copy;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode copy = Json.MAPPER.createArrayNode();
      array.forEach(element -> copy.add(redacted(key, element)));
      return copy;
    }
    return value.isTextual()
        ? TextNode.valueOf(Redaction.withoutCredentials(value.textValue()))
        : value;
  }
}
