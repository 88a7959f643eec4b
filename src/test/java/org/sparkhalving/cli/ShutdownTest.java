package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShutdownTest {
  private final Shutdown shutdown = new Shutdown();

  /** As when Spark is starting: it is shut down too, and the command fails of that. */
  @Test
  void aCommandThatASignalMakesFailBeforeItRecordsIsInterrupted() {
    shutdown.stop();
    shutdown.ended(ExitCode.ENVIRONMENT);

    assertThat(shutdown.isInterrupted()).isTrue();
    assertThat(shutdown.reason())
        .contains("the process is ending (Ctrl-C, another signal, or an exit of Spark)");
  }

  @Test
  void aCommandThatEndsByItselfIsNot() {
    shutdown.ended(ExitCode.DONE);
    shutdown.stop();

    assertThat(shutdown.isInterrupted()).isFalse();
    assertThat(shutdown.reason()).isEmpty();
  }
}
