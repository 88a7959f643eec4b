package org.sparkhalving.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockOffsetTest {
  private static final Instant ASKED = Instant.parse("2026-05-04T12:00:00Z");

  /**
   * Milliseconds after the question: what the other clock showed, and the driver's at the answer.
   */
  @ParameterizedTest
  @CsvSource({
    "   40,   100, -0.01 s ± 0.05 against the driver's, OK",
    " -940,   100, -0.99 s ± 0.05 against the driver's, OK",
    "-1200,   100, -1.25 s ± 0.05 against the driver's, WARNING",
    " 3000,   200, +2.90 s ± 0.10 against the driver's, WARNING",
  })
  void aClockIsWrongWhereThatIsCertain(long read, long answered, String text, String level) {
    Finding finding =
        ClockOffset.of(ASKED, ASKED.plusMillis(read), ASKED.plusMillis(answered)).finding();

    assertThat(finding.level()).isEqualTo(Finding.Level.valueOf(level));
    assertThat(finding.text()).startsWith(text);
  }
}
