package org.sparkhalving.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sparkhalving.report.Epochs.last;
import static org.sparkhalving.report.Epochs.outlook;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Metric;

class ProgressTest {
  private static final Plan PLAN =
      new Plan("quick", outlook(List.of(1), List.of(2)), 1, Metric.VAL_ACCURACY, List.of());

  private static String shown(boolean terminal) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, UTF_8);
    try (Progress progress = Progress.to(out, terminal, PLAN, System::nanoTime)) {
      progress.notice("one\r\n\ttwo", out);
      progress.jobEnded(0, 0, last(1, 80), Optional.empty(), "");
      progress.jobEnded(
          1, 0, Optional.empty(), Optional.of(FailureReason.CRASHED), "signal\u001b[2J\u0007 11");
    }
    return bytes.toString(UTF_8);
  }

  @Test
  void aPipeGetsNoControlCharactersButLineFeeds() {
    assertThat(shown(false).replace("\n", ""))
        .contains("one two")
        .doesNotContainPattern("\\p{Cntrl}");
  }

  @Test
  void aTerminalGetsNoneFromMessages() {
    assertThat(shown(true)).contains("one two\n").doesNotContain("\u001b[2J", "\u0007");
  }

  @Test
  void aPlanHasNoNegativeSlots() {
    assertThatThrownBy(
            () -> new Plan("s", outlook(List.of(1), List.of(4)), -1, Metric.VAL_LOSS, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a plan has no fewer than 0 slots, but was given -1");
  }
}
