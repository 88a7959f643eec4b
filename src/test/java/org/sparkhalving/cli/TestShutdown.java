package org.sparkhalving.cli;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Asks a command to stop when the test says so, and leaves the process's signals alone. */
final class TestShutdown extends Shutdown {
  private final BooleanSupplier asked;
  private final Runnable beforeTheRun;

  /** Never asks to stop. */
  TestShutdown() {
    this(() -> false);
  }

  TestShutdown(BooleanSupplier asked) {
    this(asked, () -> {});
  }

  private TestShutdown(BooleanSupplier asked, Runnable beforeTheRun) {
    this.asked = asked;
    this.beforeTheRun = beforeTheRun;
  }

  /**
   * Never asks to stop, and does something once a search has looked at what there is of the study,
   * before it runs it.
   */
  static TestShutdown beforeTheRun(Runnable action) {
    return new TestShutdown(() -> false, action);
  }

  @Override
  synchronized void handleSignals() {
    beforeTheRun.run();
  }

  @Override
  Optional<String> reason() {
    return asked.getAsBoolean() ? Optional.of(REASON) : Optional.empty();
  }
}
