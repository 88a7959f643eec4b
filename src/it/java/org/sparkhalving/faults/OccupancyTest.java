package org.sparkhalving.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OccupancyTest {
  private static final Occupancy THREE =
      new Occupancy(
          List.of(task(0, "0", 0, 10), task(1, "1", 0, 8), task(2, "1", 9, TaskSpan.OPEN)));

  @Test
  void theMostAtOnceIsTheLargestOverlap() {
    assertThat(THREE.most()).isEqualTo(2);
    assertThat(new Occupancy(List.of(task(0, "0", 0, 5), task(1, "0", 5, 6))).most()).isEqualTo(1);
    assertThat(new Occupancy(List.of(task(0, "0", 0, 6), task(1, "0", 5, 6))).most()).isEqualTo(2);
  }

  @Test
  void eachAddressIsCountedAlone() {
    assertThat(THREE.mostOfEachAddress()).isEqualTo(Map.of("0", 1, "1", 1));
  }

  @Test
  void theBusyShareEndsWhenTheLastTrialBegins() {
    assertThat(THREE.busyUntilAllTrialsBegan(2)).isEqualTo((9 + 8) / 18.0);
  }

  private static TaskSpan task(int trial, String address, long start, long end) {
    return new TaskSpan(1, address, "trial " + trial + " in rung 2 to epoch 4", 0, start, end);
  }
}
