package org.sparkhalving.settings;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.List;
import java.util.function.Supplier;

/**
 * Lays the sources of settings over each other: {@code --set} (the last one wins) over the file
 * over this jar's {@code reference.conf}. System properties and other jars' {@code reference.conf}
 * have no say; a substitution may name an environment variable, such as {@code ${HOME}}.
 */
final class SettingsSources {
  private static final String REFERENCE = "reference.conf";
  private static final ConfigObject DEFAULTS = reference().parse();

  private SettingsSources() {}

  /**
   * The merged and resolved values.
   *
   * @param file gives the file's values
   * @param assignments {@code key=value}
   * @param home where to report what has no place of its own
   * @throws SettingsException with the problems of all sources that can't be parsed, or an
   *     unresolved substitution
   */
  static ConfigObject merged(Supplier<ConfigObject> file, List<String> assignments, Origin home) {
    Problems problems = new Problems();
    ConfigObject over = laidOver(DEFAULTS, file, problems);
    for (String assignment : assignments) {
      over = laidOver(over, () -> new Assignment(assignment).parse(), problems);
    }
    problems.throwIfAny();
    try {
      return WholeDistributions.unguarded(over.toConfig().resolve().root());
    } catch (ConfigException e) {
      throw new SettingsException(List.of(Problem.of(e, home)));
    }
  }

  private static ConfigObject laidOver(
      ConfigObject below, Supplier<ConfigObject> above, Problems problems) {
    try {
      return above.get().withFallback(below);
    } catch (SettingsException e) {
      problems.add(e);
      return below;
    }
  }

  /** The text of the {@code reference.conf} that lies beside this class, in the same jar. */
  private static Document reference() {
    String name = SettingsSources.class.getName().replace('.', '/') + ".class";
    String url = SettingsSources.class.getResource("/" + name).toString();
    try {
      String folder = url.substring(0, url.length() - name.length());
      return Document.resource(REFERENCE, new URL(folder + REFERENCE));
    } catch (MalformedURLException e) {
      throw new IllegalStateException("Not the URL of a class: " + url, e);
    }
  }

  /** Nothing: a command without a settings file. */
  static ConfigObject nothing() {
    return ConfigFactory.empty().root();
  }
}
