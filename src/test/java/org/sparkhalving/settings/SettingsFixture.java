package org.sparkhalving.settings;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads texts as settings files of a folder; the folder is left out of messages.
 *
 * @param folder an empty one
 */
record SettingsFixture(Path folder) {
  /** All that has to be set, in four lines. */
  static final String LEAST =
      """
      study.name = s
      search.trials = 1
      scheduler.max-epochs = 8
      training { hidden_sizes = [8], base_lr = 0.001, batch_size = 512 }
      """;

  ResolvedSettings read(String text, String... assignments) {
    return SettingsReader.read(Optional.of(write("study.conf", text)), List.of(assignments));
  }

  Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The message of what is wrong with a text. */
  String problems(String text, String... assignments) {
    return message(() -> read(text, assignments));
  }

  String message(Runnable reading) {
    return catchThrowableOfType(SettingsException.class, reading::run)
        .getMessage()
        .replace(folder + "/", "");
  }
}
