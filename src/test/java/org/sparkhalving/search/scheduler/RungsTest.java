package org.sparkhalving.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RungsTest {
  @ParameterizedTest
  @CsvSource({
    "10, 50, 2, 10 20 40 50",
    "15, 70, 2, 15 30 60 70",
    "1, 8, 2, 1 2 4 8",
    "1, 9, 3, 1 3 9",
    "1, 10, 3, 1 3 9 10",
    "5, 5, 2, 5",
    "1, 1, 2, 1",
    "3, 4, 2147483647, 3 4",
    "2147483646, 2147483647, 2147483647, 2147483646 2147483647",
    "1073741824, 2147483647, 2, 1073741824 2147483647"
  })
  void rungsGrowByTheFactorAndEndAtTheMaximum(int min, int max, int factor, String epochs) {
    assertThat(Rungs.of(min, max, factor).epochs().stream().map(String::valueOf))
        .containsExactly(epochs.split(" "));
  }

  @Test
  void rungsAreCountedAndNumberedFromZero() {
    Rungs rungs = Rungs.of(10, 50, 2);

    assertThat(rungs.count()).isEqualTo(4);
    assertThat(rungs.last()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"0, 5, 2", "6, 5, 2", "1, 5, 1", "-1, -1, 2"})
  void rangesThatMakeNoRungsAreRefused(int min, int max, int factor) {
    assertThatThrownBy(() -> Rungs.of(min, max, factor))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "rungs need 1 <= min-epochs <= max-epochs and a reduction-factor of at least 2,"
                + " but they are %d, %d and %d",
            min, max, factor);
  }

  @Test
  void levelsThatDoNotAscendAreRefused() {
    assertThatThrownBy(() -> new Rungs(List.of())).hasMessageContaining("at least one rung");
    assertThatThrownBy(() -> new Rungs(List.of(1, 4, 4))).hasMessageContaining("[1, 4, 4]");
    assertThatThrownBy(() -> new Rungs(List.of(0, 4))).hasMessageContaining("[0, 4]");
  }
}
