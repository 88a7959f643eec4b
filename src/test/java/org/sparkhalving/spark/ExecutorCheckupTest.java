package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sparkhalving.doctor.Finding;

class ExecutorCheckupTest {
  @Test
  void executorsThatAreAskedForAndDoNotComeAreMissed() {
    assertThat(ExecutorCheckup.missing(2, 4))
        .hasValueSatisfying(
            finding -> {
              assertThat(finding.level()).isEqualTo(Finding.Level.WARNING);
              assertThat(finding.text()).isEqualTo("2 of 4 came within 60 s");
            });
    assertThat(ExecutorCheckup.missing(4, 4)).isEmpty();
    assertThat(ExecutorCheckup.missing(2, 0)).as("nobody says how many").isEmpty();
  }
}
