package org.sparkhalving.training.natives;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Where the engine's libraries are unpacked. Whoever can write there could replace them, so it is
 * never a folder with a predictable name in the shared temporary one, which DJL would use without a
 * home.
 */
sealed interface EngineCache {
  /** DJL's variables that name a folder; the first that is set counts. */
  List<String> VARIABLES = List.of("ENGINE_CACHE_DIR", "DJL_CACHE_DIR");

  /** A folder that the user names by a variable. */
  record Named(String variable, Path folder) implements EngineCache {}

  /** The user's own. */
  record OfUser(Path folder) implements EngineCache {}

  /** A new folder in {@code parent}, deleted when the process ends, where there is no home. */
  record OfProcess(Path parent) implements EngineCache {}

  /**
   * Chooses the place.
   *
   * @param variables a variable's value; null where it is not set
   * @param home the user's home
   * @param homeIsUsable whether it is a folder that this process can write in
   * @param temporary the folder for temporary files
   */
  static EngineCache choose(
      UnaryOperator<String> variables, Path home, boolean homeIsUsable, Path temporary) {
    for (String name : VARIABLES) {
      String value = variables.apply(name);
      if (value != null && !value.isEmpty()) {
        return new Named(name, Path.of(value).toAbsolutePath());
      }
    }
    // Java's home of a user without one is "?".
    return home.isAbsolute() && homeIsUsable
        ? new OfUser(home.resolve(".cache/spark-halving"))
        : new OfProcess(temporary);
  }
}
