package org.sparkhalving.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sparkhalving.report.Epochs.epoch;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Metric;

class ProgressTest {
  private static String shown(Optional<Screen> screen) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, UTF_8);
    Study study = Study.halving(2, 1, 1, Metric.VAL_ACCURACY);
    try (Progress progress = Progress.to(out, screen, study.plan("quick", 1), System::nanoTime)) {
      progress.notice("one\r\n\ttwo", out);
      study.reaches(progress, 0, 0, epoch(1, 80));
      study.fails(progress, 1, 0, FailureReason.CRASHED, "signal\u001b[2J\u0007 11");
    }
    return bytes.toString(UTF_8);
  }

  @Test
  void aPipeGetsNoControlCharactersButLineFeeds() {
    assertThat(shown(Optional.empty()).replace("\n", ""))
        .contains("one two")
        .doesNotContainPattern("\\p{Cntrl}");
  }

  @Test
  void aTerminalGetsNoneFromMessages() {
    assertThat(shown(Optional.of(new Screen(80, 24, true))))
        .contains("one two\n")
        .doesNotContain("\u001b[2J", "\u0007");
  }

  @Test
  void aPlanHasNoNegativeSlots() {
    Study study = Study.halving(4, 1, 1, Metric.VAL_LOSS);
    assertThatThrownBy(() -> study.plan("s", -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a plan has no fewer than 0 slots, but was given -1");
  }
}
