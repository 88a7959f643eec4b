package org.sparkhalving.cli;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Asks a command to stop when the test says so, and leaves the process's signals alone. */
final class TestShutdown extends Shutdown {
  private final BooleanSupplier asked;

  /** Never asks to stop. */
  TestShutdown() {
    this(() -> false);
  }

  TestShutdown(BooleanSupplier asked) {
    this.asked = asked;
  }

  @Override
  void handleSignals() {}

  @Override
  Optional<String> reason() {
    return asked.getAsBoolean() ? Optional.of("interrupted by a signal") : Optional.empty();
  }
}
