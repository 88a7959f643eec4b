package org.sparkhalving.training.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Decides from which folder this process's engine loads its libraries, and fills it if need be. */
public final class EngineFolder {
  private EngineFolder() {}

  /**
   * The folder: the one that {@link LibraryPath} names, else the one in the {@link EngineCache}.
   * DJL is pointed to it.
   *
   * @param loader sees the jars that the libraries are in
   * @throws EngineStartException when there is none that can be used
   */
  public static Path ready(ClassLoader loader) {
    Path home = Path.of(System.getProperty("user.home"));
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    boolean usable = Files.isDirectory(home) && Files.isWritable(home);
    if (!usable && System.getProperty("jna.tmpdir") == null) {
      // JNA unpacks a library of its own; without a home its folder would be predictable, too.
      Path folder = CacheFolder.of(new EngineCache.OfProcess(temporary));
      System.setProperty("jna.tmpdir", folder.toString());
    }
    String named = variable(LibraryPath.VARIABLE);
    if (named != null) {
      return LibraryPath.folder(named);
    }
    NativeLibraries libraries = NativeLibraries.onClassPath(loader);
    EngineCache cache = EngineCache.choose(EngineFolder::variable, home, usable, temporary);
    Path folder = unpacked(libraries, CacheFolder.of(cache));
    System.setProperty(LibraryPath.VARIABLE, folder.toString());
    return folder;
  }

  private static Path unpacked(NativeLibraries libraries, Path folder) {
    try {
      return libraries.in(folder);
    } catch (IOException e) {
      throw new EngineStartException(
          "the engine's libraries cannot be unpacked into %s: %s. Make room there, set DJL_CACHE_DIR to another folder on a local disk, or PYTORCH_LIBRARY_PATH to a folder that has them (submit/unpack-natives.sh fills it)"
              .formatted(folder, e),
          e);
    }
  }

  /** An environment variable, else the system property of that name, as DJL reads them; or null. */
  private static String variable(String name) {
    String value = System.getenv(name);
    return value == null ? System.getProperty(name) : value;
  }
}
