package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevicePoolTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1,    1, 1",
    "4, 1,    4, 1",
    "2, 0.5,  4, 2",
    "2, 0.3,  6, 3",
    "1, 0.3,  3, 3",
    "3, 0.1, 30, 10",
    "1, 0.34, 2, 2",
    "1, 0.7,  1, 1",
    "4, 2,    2, 1",
    "5, 2,    2, 1",
    "1, 2,    0, 0",
    "3, 3,    1, 1",
    "0, 1,    0, 0",
    "0, 0.5,  0, 0"
  })
  void aPoolHasRoomForWholeShares(int devices, double perTrial, int capacity, int sharing) {
    DevicePool pool = new DevicePool(addresses(devices), perTrial);

    assertThat(pool.capacity()).isEqualTo(capacity);
    assertThat(mostOnOneDevice(take(pool, capacity))).isEqualTo(sharing);
  }

  @Test
  void trialsAreSpreadOverTheDevicesFirst() {
    DevicePool pool = new DevicePool(List.of(4, 7, 9), 0.5);

    assertThat(take(pool, 6)).containsExactly(4, 7, 9, 4, 7, 9);
  }

  @Test
  void atTwoDevicesATrialNoDeviceIsInTwoTrials() {
    DevicePool pool = new DevicePool(List.of(0, 1, 2, 3), 2);

    assertThat(take(pool, 2)).containsExactly(0, 2);
  }

  @Test
  void noDeviceEverHasMoreThanItsShareOfTrials() {
    DevicePool pool = new DevicePool(List.of(0, 1, 2), 0.5);
    SplittableRandom random = new SplittableRandom(1);
    List<Integer> held = new ArrayList<>();
    for (int turn = 0; turn < 1000; turn++) {
      if (held.isEmpty() || (held.size() < pool.capacity() && random.nextBoolean())) {
        held.add(pool.take());
      } else {
        pool.giveBack(held.remove(random.nextInt(held.size())));
      }
      assertThat(mostOnOneDevice(held)).isLessThanOrEqualTo(2);
    }
  }

  private static List<Integer> addresses(int devices) {
    return IntStream.range(0, devices).boxed().toList();
  }

  private static List<Integer> take(DevicePool pool, int trials) {
    List<Integer> taken = new ArrayList<>();
    for (int trial = 0; trial < trials; trial++) {
      taken.add(pool.take());
    }
    return taken;
  }

  private static int mostOnOneDevice(List<Integer> held) {
    return held.isEmpty()
        ? 0
        : Collections.max(
                held.stream()
                    .collect(Collectors.groupingBy(address -> address, Collectors.counting()))
                    .values())
            .intValue();
  }
}
