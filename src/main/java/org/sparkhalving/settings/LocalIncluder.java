package org.sparkhalving.settings;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import java.io.File;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Follows a document's {@code include} statements to files and class path resources, and refuses
 * URLs: settings must not depend on somebody's web server. {@code include "name"} is relative to
 * the including file, {@code include file("name")} to the working directory, as HOCON has it; what
 * is not there is left out, unless it is {@code required}.
 *
 * @param document the including document
 * @param chain names of the including documents, the outermost one first, this one last
 */
record LocalIncluder(Document document, List<String> chain)
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderClasspath, ConfigIncluderURL {
  private static final Pattern URL_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
  private static final Pattern INCLUDE = Pattern.compile("(^|[\\s{,])include\\b");

  private static final String URL_REFUSED =
      "includes a URL, which is refused; copy it to a local file and include that";

  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this;
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    if (URL_SCHEME.matcher(what).matches()) {
      throw refused(lineOf(what), what, URL_REFUSED);
    }
    Path path = document.folder().resolve(what);
    return Stream.of(path, Path.of(path + ".conf"), Path.of(path + ".json"))
        .filter(Files::isRegularFile)
        .findFirst()
        .map(found -> included(what, Document.file(shown(found))))
        .orElseGet(() -> missing(context, what));
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    return what.isFile()
        ? included(what.getPath(), Document.file(what.toPath()))
        : missing(context, what.getPath());
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    URL url = LocalIncluder.class.getClassLoader().getResource(what);
    return url == null ? missing(context, what) : included(what, Document.resource(what, url));
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    throw refused(lineOf("url("), what.toString(), URL_REFUSED);
  }

  private ConfigObject included(String what, Document found) {
    if (chain.contains(found.name())) {
      throw refused(
          lineOf(what),
          what,
          "includes itself: %s > %s".formatted(String.join(" > ", chain), found.name()));
    }
    return WholeDistributions.guarded(found.parse(chain));
  }

  private ConfigObject missing(ConfigIncludeContext context, String what) {
    if (context.parseOptions().getAllowMissing()) {
      return ConfigFactory.empty().root();
    }
    throw refused(lineOf(what), what, "includes a file that is not there; check the path");
  }

  private SettingsException refused(int line, String what, String why) {
    return new SettingsException(
        new Origin(document.name(), line), "", "include \"%s\" %s".formatted(what, why));
  }

  /** The parser gives an includer no line: it is that of the first statement with this text. */
  private int lineOf(String text) {
    List<String> lines = document.text().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      boolean comment = line.startsWith("#") || line.startsWith("//");
      if (!comment && line.contains(text) && INCLUDE.matcher(line).find()) {
        return i + 1;
      }
    }
    return 0;
  }

  /** A path below the working directory is shown relative to it. */
  private static Path shown(Path path) {
    Path workingDirectory = Path.of("").toAbsolutePath();
    Path normal = path.toAbsolutePath().normalize();
    return normal.startsWith(workingDirectory) ? workingDirectory.relativize(normal) : normal;
  }
}
