package org.sparkhalving.training.natives;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes the folder that an {@link EngineCache} names, or refuses the one that is there. */
final class CacheFolder {
  /** In a folder that a user names, which may have other things in it. */
  static final String OWN = "spark-halving-natives";

  private CacheFolder() {}

  /**
   * The folder, which nobody but this user (and root) can write to, and which holds nothing else.
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
          "the engine's libraries cannot be unpacked: %s. Set DJL_CACHE_DIR to a folder that this user can write in"
              .formatted(e),
          e);
    }
  }

  /** A folder that exists may belong to root as well as to the user. */
  private static Path named(EngineCache.Named cache) throws IOException {
    Path own = cache.folder().resolve(OWN);
    if (Files.exists(cache.folder())) {
      refuseOpen(cache, FolderState.behind(cache.folder()), cache.folder());
    }
    if (Files.notExists(own, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(own, FolderState.privately());
    }
    FolderState state = FolderState.of(own);
    if (state.isLink()) {
      throw refused(own + " is a symbolic link", "remove it, and a folder is made");
    }
    refuseOpen(cache, state, own);
    return own;
  }

  private static void refuseOpen(EngineCache.Named cache, FolderState state, Path folder) {
    Optional<String> problem = state.problemFor(FolderState.user());
    if (problem.isPresent()) {
      throw refused(
          "%s is %s, %s %s"
              .formatted(
                  cache.variable(),
                  cache.folder(),
                  folder.equals(cache.folder()) ? "which" : "where " + OWN,
                  problem.get()),
          "take its write permission from others (chmod go-w) if you trust what is in it, or name a folder that is not there yet");
    }
  }

  private static Path own(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      Files.createDirectories(folder, FolderState.privately());
    }
    FolderState state = FolderState.of(folder);
    Optional<String> problem = state.problemAsOwnOf(FolderState.user());
    if (problem.isPresent()) {
      throw refused(
          "the folder for the engine's libraries, %s, %s".formatted(folder, problem.get()),
          "remove it, and a new one is made; or set DJL_CACHE_DIR to another");
    }
    if (state.isOpen()) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
    return folder;
  }

  private static EngineStartException refused(String problem, String cure) {
    return new EngineStartException(
        "%s: libraries are not loaded from where others could put theirs; %s"
            .formatted(problem, cure));
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
    } catch (UncheckedIOException e) { // Of an error in the middle of the walk.
      throw e.getCause();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
