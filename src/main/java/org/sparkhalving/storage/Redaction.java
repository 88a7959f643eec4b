package org.sparkhalving.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.regex.Pattern;

/** Takes secrets out of settings before they are written or shown. */
final class Redaction {
  private static final String MASK = "(redacted)";
  private static final Pattern SECRET = Pattern.compile("(?i)secret|password|token|access[.]?key");

  /** {@code user:password@} at the start of a URI's authority; a lone user is no secret. */
  private static final Pattern CREDENTIALS = Pattern.compile("(://)[^\\s/?#:]*:[^\\s/?#]*@");

  private Redaction() {}

  /**
   * A copy of {@code settings} without the values whose dotted key sounds like a secret, and
   * without the credentials in URIs.
   */
  static JsonNode redact(JsonNode settings) {
    return redact("", settings);
  }

  private static JsonNode redact(String key, JsonNode value) {
    if (SECRET.matcher(key).find()) {
      return TextNode.valueOf(MASK);
    }
    if (value instanceof ObjectNode object) {
      ObjectNode copy = Json.MAPPER.createObjectNode();
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        copy.set(
            entry.getKey(),
            redact(SettingsDifferences.join(key, entry.getKey()), entry.getValue()));
      }
      return copy;
    }
    if (value instanceof ArrayNode array) {
      ArrayNode copy = Json.MAPPER.createArrayNode();
      array.forEach(element -> copy.add(redact(key, element)));
      return copy;
    }
    return value.isTextual()
        ? TextNode.valueOf(CREDENTIALS.matcher(value.textValue()).replaceAll("$1" + MASK + "@"))
        : value;
  }
}
