package org.sparkhalving.cli;

import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Spark's keys of a test class as {@code spark-submit} gives them, as system properties. */
final class LocalSpark implements BeforeAllCallback, AfterAllCallback {
  private static final Map<String, String> KEYS =
      Map.of("spark.master", "local[1]", "spark.ui.enabled", "false");

  @Override
  public void beforeAll(ExtensionContext context) {
    KEYS.forEach(System::setProperty);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    KEYS.keySet().forEach(System::clearProperty);
  }

  /** Does something while a key has a value. */
  static CommandRun with(String key, String value, String... arguments) {
    String before = System.setProperty(key, value);
    try {
      return CommandRun.of(arguments);
    } finally {
      if (before == null) {
        System.clearProperty(key);
      } else {
        System.setProperty(key, before);
      }
    }
  }
}
