package org.sparkhalving.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalvingPlanTest {
  @ParameterizedTest
  @CsvSource({
    // trials, min, max, factor; sizes; jobs; epochs
    "75, 10, 50, 2, 75 37 18 9, 139, 1570",
    "200, 15, 70, 2, 200 100 50 25, 375, 6250",
    "16, 1, 8, 2, 16 8 4 2, 30, 40",
    "9, 1, 9, 3, 9 3 1, 13, 21",
    "10, 1, 27, 3, 10 3 1 1, 15, 40",
    "3, 1, 10, 5, 3 1 1, 5, 12",
    "1, 1, 4, 2, 1 1 1, 3, 4",
    "7, 5, 5, 2, 7, 7, 35",
    "2147483647, 1, 3, 3, 2147483647 715827882, 2863311529, 3579139411"
  })
  void sizesJobsAndEpochsOfAPlan(
      int trials, int min, int max, int factor, String sizes, long jobs, long epochs) {
    HalvingPlan plan = HalvingPlan.of(trials, Rungs.of(min, max, factor), factor);

    assertThat(plan.trials()).isEqualTo(trials);
    assertThat(plan.sizes().stream().map(String::valueOf)).containsExactly(sizes.split(" "));
    Outlook outlook = Outlook.fromFirstRung(plan.rungs(), plan.sizes(), true);
    assertThat(outlook.trials()).isEqualTo(trials);
    assertThat(outlook.jobs()).isEqualTo(jobs);
    assertThat(outlook.epochs()).isEqualTo(epochs);
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "-1, 2", "1, 1"})
  void trialsAndFactorAreChecked(int trials, int factor) {
    Rungs rungs = Rungs.of(1, 4, 2);

    assertThatThrownBy(() -> HalvingPlan.of(trials, rungs, factor))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a halving needs at least 1 trial and a reduction-factor of at least 2,"
                + " but they are %d and %d",
            trials, factor);
  }

  @Test
  void sizesThatGrowOrDoNotFitTheRungsAreRefused() {
    Rungs rungs = Rungs.of(1, 4, 2);

    for (List<Integer> sizes : List.of(List.of(4, 2), List.of(4, 5, 1), List.of(4, 2, 0))) {
      assertThatThrownBy(() -> new HalvingPlan(rungs, sizes))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("3 rungs", sizes.toString());
    }
  }
}
