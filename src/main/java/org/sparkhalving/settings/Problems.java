package org.sparkhalving.settings;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Collects everything that is wrong with the settings, so that it is reported at once (after
 * Airlift's {@code Problems}). Not thread-safe.
 */
final class Problems {
  private final Set<Problem> found = new TreeSet<>();
  private final Set<String> keys = new HashSet<>();

  /** Adds one. */
  void add(Origin place, String key, String what) {
    add(new Problem(place, key, what));
  }

  /** Adds one. */
  void add(Problem problem) {
    found.add(problem);
    keys.add(problem.key());
  }

  /** Adds those of a part that was read on its own. */
  void add(SettingsException exception) {
    exception.problems().forEach(this::add);
  }

  /** Whether nothing was found wrong with the setting {@code key} so far. */
  boolean isSound(String key) {
    return !keys.contains(key);
  }

  /** How many were found so far. */
  int count() {
    return found.size();
  }

  /**
   * Ends the reading when something is wrong.
   *
   * @throws SettingsException with all problems, by file and line
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new SettingsException(List.copyOf(found));
    }
  }
}
