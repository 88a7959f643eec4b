package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkhalving.report.Screen;

class TerminalScreenTest {
  @Test
  void aTerminalThatCanOnlyPrintLinesIsNoScreen() {
    assertThat(TerminalScreen.now(Map.of("TERM", "dumb"))).isEmpty();
    assertThat(TerminalScreen.now(Map.of())).isEmpty();
  }

  @Test
  void coloursAreLeftOutWhereTheUserAsksForThat() {
    assertThat(TerminalScreen.now(Map.of("TERM", "xterm"))).get().matches(Screen::colours);
    assertThat(TerminalScreen.now(Map.of("TERM", "xterm", "NO_COLOR", "")))
        .get()
        .matches(Screen::colours);
    assertThat(TerminalScreen.now(Map.of("TERM", "xterm", "NO_COLOR", "1")))
        .get()
        .matches(screen -> !screen.colours());
  }

  @Test
  void everyScreenHasRoomForATable() {
    assertThat(TerminalScreen.now(Map.of("TERM", "xterm")))
        .get()
        .matches(screen -> screen.width() >= 40 && screen.height() > 0);
  }
}
