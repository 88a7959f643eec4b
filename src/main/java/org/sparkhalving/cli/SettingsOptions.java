package org.sparkhalving.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sparkhalving.settings.ResolvedSettings;
import org.sparkhalving.settings.SettingsReader;
import picocli.CommandLine.Option;

/** The options that choose settings. */
final class SettingsOptions {
  @Option(
      names = "--conf",
      paramLabel = "FILE",
      defaultValue = "conf/quickstart.conf",
      description = "Settings in HOCON (default: ${DEFAULT-VALUE}).")
  private Path conf;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting that overrides the file's, such as study.seed=7; may be repeated.")
  private List<String> assignments = new ArrayList<>();

  /** The settings, checked. */
  ResolvedSettings read() {
    return SettingsReader.read(Optional.of(conf), assignments);
  }
}
