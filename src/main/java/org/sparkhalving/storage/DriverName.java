package org.sparkhalving.storage;

import java.util.UUID;

/** The names of drivers' sessions, which are part of the names of the files that they write. */
public final class DriverName {
  /** A name, as a regular expression. */
  static final String PATTERN = "[0-9a-f]{8}";

  /** A name and the number of a task's attempt, as a regular expression: an attempt's own name. */
  static final String ATTEMPT_PATTERN = PATTERN + "-\\d+";

  private DriverName() {}

  /** A name that no other session has. */
  public static String fresh() {
    return UUID.randomUUID().toString().substring(0, 8);
  }
}
