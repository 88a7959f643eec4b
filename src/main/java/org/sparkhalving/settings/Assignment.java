package org.sparkhalving.settings;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.sparkhalving.text.Redaction;

/**
 * A setting on the command line, {@code --set key=value}. Lists, objects, quoted texts and
 * substitutions are HOCON; so are numbers, {@code true}, {@code false} and {@code null}; anything
 * else is the text as it stands, so that URIs need no quotes.
 *
 * @param text {@code key=value}
 */
record Assignment(String text) {
  private static final Pattern HOCON =
      Pattern.compile(
          "[\\[{\"].*|.*\\$\\{.*|true|false|null|-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?",
          Pattern.DOTALL);

  /**
   * The value at its key. A distribution in it replaces whatever it is laid over.
   *
   * @throws SettingsException when there is no {@code =}, or either side can't be parsed
   */
  ConfigObject parse() {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw refused("has no '='; write --set key=value, such as --set study.seed=7");
    }
    String key = text.substring(0, equals).strip();
    try {
      List<String> path = ConfigUtil.splitPath(key);
      String written = text.substring(equals + 1).strip();
      // No setting is called like a secret: messages say so, without the value.
      ConfigValue value =
          Redaction.soundsSecret(key)
              ? ConfigValueFactory.fromAnyRef(Redaction.MASK, Origin.override(text).source())
              : value(written);
      return WholeDistributions.hiding(at(path, value));
    } catch (ConfigException.BadPath e) {
      throw refused(
          "\"%s\" is no setting's name; write --set key=value, such as --set study.seed=7"
              .formatted(key));
    } catch (ConfigException e) {
      throw new SettingsException(List.of(Problem.of(e, Origin.override(text))));
    }
  }

  /** The objects around the value come from here as well, so that messages name the assignment. */
  private ConfigObject at(List<String> path, ConfigValue value) {
    String source = Origin.override(text).source();
    int last = path.size() - 1;
    ConfigObject nested = ConfigValueFactory.fromMap(Map.of(path.get(last), value), source);
    for (int i = last - 1; i >= 0; i--) {
      nested = ConfigValueFactory.fromMap(Map.of(path.get(i), nested), source);
    }
    return nested;
  }

  private ConfigValue value(String written) {
    String source = Origin.override(text).source();
    if (!HOCON.matcher(written).matches()) {
      return ConfigValueFactory.fromAnyRef(written, source);
    }
    ConfigObject parsed = Document.text(source, "value = " + written).parse();
    if (parsed.size() != 1 || !parsed.containsKey("value")) {
      throw refused("sets more than one key; use one --set for each");
    }
    return parsed.get("value");
  }

  private SettingsException refused(String why) {
    return new SettingsException(Origin.override(text), "", why);
  }
}
