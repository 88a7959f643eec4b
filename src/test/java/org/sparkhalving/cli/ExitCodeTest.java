package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

class ExitCodeTest {

  @ParameterizedTest
  @CsvSource({"USAGE, 2", "SETTINGS, 2", "ENVIRONMENT, 3", "DAMAGE, 1", "TAKEN_OVER, 1"})
  void eachKindOfErrorHasItsExitCodeAndKeepsItsMessage(ErrorKind kind, int code) {
    ReportedException error = new ReportedException(kind, "what, where and the cure");

    assertThat(ExitCode.of(error)).isEqualTo(code);
    assertThat(ExitCode.message(error)).isEqualTo("what, where and the cure");
  }

  @Test
  void anyOtherErrorFailsAndIsSaidToBeUnexpected() {
    IllegalStateException error = new IllegalStateException("one line\nand another");

    assertThat(ExitCode.of(error)).isEqualTo(1);
    assertThat(ExitCode.message(error))
        .isEqualTo(
            "unexpected: java.lang.IllegalStateException: one line (--stacktrace shows where it arose)");
  }
}
