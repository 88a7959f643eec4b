package org.sparkhalving.training.natives;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder with the engine's libraries that a variable names: in an image, or at one path on
 * every host. Without these checks DJL takes other libraries, silently, where the folder lacks
 * them.
 */
final class LibraryPath {
  /** The variable, DJL's. */
  static final String VARIABLE = "PYTORCH_LIBRARY_PATH";

  private LibraryPath() {}

  /**
   * The folder.
   *
   * @param value of the variable
   * @throws EngineStartException when it does not hold the engine's libraries, or they cannot be
   *     trusted
   */
  static Path folder(String value) {
    Path folder = Path.of(value);
    if (value.isEmpty() || !folder.isAbsolute() || !Files.isDirectory(folder)) {
      throw wrong(value, "which is no folder here (an absolute path of one folder is needed)");
    }
    try {
      Optional<String> problem = problem(folder);
      if (problem.isPresent()) {
        throw wrong(value, problem.get());
      }
    } catch (IOException e) {
      throw wrong(value, "which cannot be read: " + e);
    }
    return folder;
  }

  private static EngineStartException wrong(String value, String problem) {
    return new EngineStartException(
        "%s is \"%s\", %s. Fill a folder with `submit/unpack-natives.sh FOLDER` and name that, or unset the variable and have target/natives/*.jar on the class path"
            .formatted(VARIABLE, value, problem));
  }

  private static Optional<String> problem(Path folder) throws IOException {
    Optional<String> open = FolderState.behind(folder).problem();
    if (open.isPresent()) {
      return Optional.of(
          "which %s: libraries are not loaded from where others could put theirs"
              .formatted(open.get()));
    }
    for (String library : List.of("torch", "djl_torch")) {
      String file = System.mapLibraryName(library);
      if (!Files.isRegularFile(folder.resolve(file))) {
        return Optional.of("which has no " + file);
      }
    }
    List<String> truncated = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (ElfFile.isTruncated(file)) {
          truncated.add(file.getFileName().toString());
        }
      }
    } catch (UncheckedIOException e) { // Of an error in the middle of the list.
      throw e.getCause();
    }
    return truncated.isEmpty()
        ? Optional.empty()
        : Optional.of("where libraries are cut short: " + String.join(", ", truncated));
  }
}
