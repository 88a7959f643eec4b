package org.sparkhalving.training.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Unpacks the engine's libraries from the class path's jars into a folder, for images and for hosts
 * where {@code PYTORCH_LIBRARY_PATH} names it. Started by {@code submit/unpack-natives.sh}.
 */
public final class UnpackNatives {
  private UnpackNatives() {}

  /**
   * Unpacks.
   *
   * @param arguments the folder, which is new or empty
   */
  public static void main(String[] arguments) {
    try {
      Path folder = Path.of(arguments[0]).toAbsolutePath().normalize();
      unpack(folder);
      System.out.println(folder);
    } catch (IOException | EngineStartException e) {
      System.err.println("error: " + (e instanceof EngineStartException ? e.getMessage() : e));
      System.exit(3);
    }
  }

  private static void unpack(Path folder) throws IOException {
    NativeLibraries libraries = NativeLibraries.onClassPath(UnpackNatives.class.getClassLoader());
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(folder)) {
      if (files.findAny().isPresent()) {
        throw new EngineStartException(folder + " is not empty: name a new or an empty folder");
      }
    }
    libraries.unpack(folder);
  }
}
