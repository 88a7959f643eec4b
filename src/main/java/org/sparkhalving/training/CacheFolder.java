package org.sparkhalving.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the folder that an {@link EngineCache} says, or refuses the one that is there. */
final class CacheFolder {
  private CacheFolder() {}

  /**
   * The folder, which nobody but this user (and root) can write in.
   *
   * @throws EngineStartException when somebody can, or it cannot be made
   */
  static Path of(EngineCache cache) {
    try {
      if (cache instanceof EngineCache.Named named) {
        return named(named);
      }
      if (cache instanceof EngineCache.OfUser own) {
        return own(own.folder());
      }
      return ofProcess(((EngineCache.OfProcess) cache).parent());
    } catch (IOException e) {
      throw new EngineStartException(
          "the engine's libraries cannot be unpacked: "
              + e
              + ". Set DJL_CACHE_DIR to a folder that this user can write in",
          e);
    }
  }

  private static Path named(EngineCache.Named cache) throws IOException {
    Path folder = cache.folder();
    if (Files.notExists(folder)) {
      Files.createDirectories(folder, FolderState.privately());
    }
    Optional<String> problem = FolderState.behind(folder).problemFor(FolderState.user());
    if (problem.isPresent()) {
      throw refused(
          cache.variable() + " is " + folder + ", which " + problem.get(),
          "take its write permission from others (chmod go-w) if you trust what is in it, or name a folder that is not"
              + " there yet");
    }
    return folder;
  }

  private static Path own(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      Files.createDirectories(folder, FolderState.privately());
    }
    FolderState state = FolderState.of(folder);
    Optional<String> problem = state.problemAsOwnOf(FolderState.user());
    if (problem.isPresent()) {
      throw refused(
          "the folder for the engine's libraries, " + folder + ", " + problem.get(),
          "remove it, and a new one is made; or set DJL_CACHE_DIR to another");
    }
    if (state.isOpen()) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
    return folder;
  }

  private static EngineStartException refused(String problem, String cure) {
    return new EngineStartException(
        problem + ": libraries are not loaded from where others could put theirs; " + cure);
  }

  private static Path ofProcess(Path parent) throws IOException {
    Path folder =
        Files.createTempDirectory(parent, "spark-halving-engine", FolderState.privately());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteQuietly(folder)));
    return folder;
  }

  /** At the end of the process: what cannot be deleted then stays. */
  private static void deleteQuietly(Path folder) {
    try {
      delete(folder);
    } catch (IOException e) {
      return;
    }
  }

  /** Deletes a folder with all that is in it, if it is there; links are not followed. */
  static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
