package org.sparkhalving.search.scheduler;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Metric;

/** Whatever the order of completion, the result is that of waiting for whole rungs. */
class HalvingScheduleTest {

  @Test
  void randomSchedulesDecideAsWholeRungsDo() {
    for (int seed = 0; seed < 10_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      check(HalvingCase.random(random, 60), random);
    }
  }

  @Test
  void randomSchedulesOfManyTrialsDecideAsWholeRungsDo() {
    for (int seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(-1 - seed);
      check(HalvingCase.random(random, 1_000), random);
    }
  }

  @Test
  void aHundredThousandTrialsAreDecided() {
    HalvingCase many =
        new HalvingCase(100_000, Rungs.of(1, 100, 2), 2, Metric.VAL_LOSS, 1_000_000, 0.1, 5);

    check(many, new SplittableRandom(5));
  }

  private static void check(HalvingCase tested, SplittableRandom random) {
    WaitingHalving expected = new WaitingHalving(tested, tested::outcome);
    new RandomSchedule(tested::halving, tested::outcome, tested.trials(), random)
        .check(tested, expected.decisions, expected.states, expected.jobs);
  }
}
