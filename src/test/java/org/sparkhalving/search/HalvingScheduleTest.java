package org.sparkhalving.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

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
    Halving halving = tested.halving();
    List<Job> told = new ArrayList<>();
    List<List<Job>> handedOut = new ArrayList<>();
    List<Job> open = new ArrayList<>(halving.start());
    List<Job> all = new ArrayList<>(open);
    int window = 1 + random.nextInt(random.nextBoolean() ? 4 : tested.trials());
    boolean newestFirst = random.nextBoolean();
    while (!open.isEmpty()) {
      assertThat(halving.isFinished()).isFalse();
      Job job = take(open, random.nextInt(Math.min(window, open.size())), newestFirst);
      List<Job> jobs = halving.tell(job, tested.outcome(job));
      told.add(job);
      handedOut.add(jobs);
      open.addAll(jobs);
      all.addAll(jobs);
    }

    WaitingHalving expected = new WaitingHalving(tested, tested::outcome);
    assertThat(halving.isFinished()).isTrue();
    assertThat(halving.decisions()).as("%s", tested).isEqualTo(expected.decisions);
    assertThat(states(halving, tested.trials())).as("%s", tested).isEqualTo(expected.states);
    assertThat(all).as("%s", tested).hasSameSizeAs(expected.jobs);
    assertThat(new HashSet<>(all)).as("%s", tested).isEqualTo(expected.jobs);
    replay(tested, told, handedOut);
  }

  /** Takes an open job out: the last one fills its place, so that this costs nothing. */
  private static Job take(List<Job> open, int index, boolean newestFirst) {
    int last = open.size() - 1;
    Collections.swap(open, newestFirst ? last - index : index, last);
    return open.remove(last);
  }

  /** The same tells in the same order hand out the same jobs. */
  private static void replay(HalvingCase tested, List<Job> told, List<List<Job>> handedOut) {
    Halving again = tested.halving();
    for (int index = 0; index < told.size(); index++) {
      Job job = told.get(index);
      if (!again.tell(job, tested.outcome(job)).equals(handedOut.get(index))) {
        throw new AssertionError("replay differs at tell " + index + " of " + tested);
      }
    }
  }

  private static Map<Integer, TrialState> states(Halving halving, int trials) {
    Map<Integer, TrialState> states = new HashMap<>();
    for (int trial = 0; trial < trials; trial++) {
      states.put(trial, halving.state(trial));
    }
    return states;
  }
}
