package org.sparkhalving.settings;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sparkhalving.text.Redaction;

/**
 * A text of settings before it is parsed.
 *
 * @param name what messages call it: the path as the user gave it
 * @param folder the folder that its {@code include "name"} statements are relative to
 * @param text HOCON, a superset of JSON
 */
record Document(String name, Path folder, String text) {
  /** Settings are short; a file of another kind would take minutes to parse. */
  private static final long MOST_BYTES = 1 << 20;

  /**
   * A file's text.
   *
   * @throws SettingsException when there is no such file, or it is not a readable UTF-8 text
   */
  static Document file(Path path) {
    Origin place = Origin.file(path.toString());
    if (Files.isDirectory(path)) {
      throw new SettingsException(
          place,
          "",
          "is a directory; give the path of a settings file, such as conf/quickstart.conf");
    }
    if (!Files.exists(path)) {
      throw new SettingsException(
          place,
          "",
          "no such file; give the path of a settings file, such as conf/quickstart.conf");
    }
    if (path.toFile().length() > MOST_BYTES) {
      throw new SettingsException(
          place,
          "",
          "has more than 1 MiB, and is no settings file; give one such as conf/quickstart.conf");
    }
    try {
      return new Document(
          path.toString(), path.toAbsolutePath().getParent(), Files.readString(path));
    } catch (CharacterCodingException e) {
      throw new SettingsException(
          place, "", "is not a UTF-8 text; give a settings file, such as conf/quickstart.conf");
    } catch (IOException e) {
      throw new SettingsException(
          place, "", "can't be read (%s); check its permissions".formatted(e));
    }
  }

  /** The text of a class path resource. */
  static Document resource(String name, URL url) {
    try (InputStream stream = url.openStream()) {
      return new Document(
          name, Path.of(""), new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read " + url, e);
    }
  }

  /** A text from the command line or from a study. */
  static Document text(String name, String text) {
    return new Document(name, Path.of(""), text);
  }

  /**
   * The text's values, with those of the files that it includes; substitutions are not resolved.
   *
   * @throws SettingsException when it can't be parsed, with the line
   */
  ConfigObject parse() {
    return parse(List.of());
  }

  /** A parser quotes what it cannot read; a line that names a secret must not be quoted. */
  private Problem withoutSecret(Problem problem) {
    boolean secret =
        text.lines()
            .skip(Math.max(0, problem.place().line() - 1))
            .limit(1)
            .anyMatch(Redaction::soundsSecret);
    return secret
        ? new Problem(
            problem.place(),
            problem.key(),
            "can't be parsed; what is there may be a secret and is not shown")
        : problem;
  }

  /** The same for a text that is included by {@code including}, the outermost one first. */
  ConfigObject parse(List<String> including) {
    List<String> chain = new ArrayList<>(including);
    chain.add(name);
    try {
      return ConfigFactory.parseString(
              text,
              ConfigParseOptions.defaults()
                  .setSyntax(ConfigSyntax.CONF)
                  .setOriginDescription(name)
                  .setIncluder(new LocalIncluder(this, List.copyOf(chain))))
          .root();
    } catch (ConfigException e) {
      throw new SettingsException(List.of(withoutSecret(Problem.of(e, Origin.file(name)))));
    } catch (StackOverflowError e) {
      throw new SettingsException(
          Origin.file(name), "", "has too many brackets within brackets; is it a settings file?");
    }
  }
}
