package org.sparkhalving.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.Standing;

/** Asha by promotion: whatever the order of completion, its sets are those of whole rungs. */
class AshaScheduleTest {

  @Test
  void randomSchedulesDecideAsWholeRungsDo() {
    for (int seed = 0; seed < 5_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      check(HalvingCase.random(random, 40), random);
    }
  }

  @Test
  void randomSchedulesOfManyTrialsDecideAsWholeRungsDo() {
    for (int seed = 0; seed < 12; seed++) {
      SplittableRandom random = new SplittableRandom(-1 - seed);
      check(HalvingCase.random(random, 1_000), random);
    }
    SplittableRandom random = new SplittableRandom(3);
    check(new HalvingCase(1_500, Rungs.of(1, 8, 2), 2, Metric.VAL_ACCURACY, 1_000, 0.1, 3), random);
  }

  private static void check(HalvingCase tested, SplittableRandom random) {
    WaitingAsha expected = new WaitingAsha(tested, tested::outcome);
    new RandomSchedule(tested::asha, tested::outcome, tested.trials(), random)
        .check(tested, expected.decisions, expected.states, expected.jobs);
  }

  /** The rule of the early decision, counted anew from all that is known. */
  @Test
  void trialsAreDecidedAsSoonAsTheBoundsAllow() {
    for (int seed = 0; seed < 1_500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      HalvingCase tested = HalvingCase.random(random, 14);
      AshaPromotion asha = tested.asha();
      Halving halving = tested.halving();
      Set<Job> inClosing = new HashSet<>(halving.start());
      Map<Job, Outcome> known = new HashMap<>();
      List<Job> open = new ArrayList<>(asha.start());
      Set<Job> handedOut = new HashSet<>(open);
      while (!open.isEmpty()) {
        Job job = open.remove(random.nextInt(open.size()));
        known.put(job, tested.outcome(job));
        List<Job> jobs = asha.tell(job, tested.outcome(job));
        open.addAll(jobs);
        handedOut.addAll(jobs);
        close(halving, job, inClosing, known);

        Map<Job, Boolean> prefix = prefix(tested, known);
        Set<Job> certain = new HashSet<>(inClosing);
        prefix.forEach((member, isMember) -> addIf(isMember, member, certain));
        assertThat(handedOut).as("%s after %s", tested, known).isEqualTo(certain);
        for (Job reached : known.keySet()) {
          Job next = new Job(reached.trial(), reached.rung() + 1);
          if (reached.rung() < tested.rungs().last()
              && known.get(reached) instanceof Outcome.Reached
              && !handedOut.contains(next)) {
            boolean isOut =
                Boolean.FALSE.equals(prefix.get(next))
                    && halving.state(reached.trial()) == TrialState.STOPPED;
            assertThat(asha.state(reached.trial()))
                .as("%s after %s", tested, known)
                .isEqualTo(isOut ? TrialState.STOPPED : TrialState.PAUSED);
          }
        }
      }
    }
  }

  private static void addIf(boolean condition, Job job, Set<Job> jobs) {
    if (condition) {
      jobs.add(job);
    }
  }

  private static void close(Halving halving, Job job, Set<Job> inClosing, Map<Job, Outcome> known) {
    if (inClosing.contains(job) && known.containsKey(job)) {
      for (Job next : halving.tell(job, known.get(job))) {
        inClosing.add(next);
        close(halving, next, inClosing, known);
      }
    }
  }

  /** For each trial and rung whether it is in M; without a value while that is not certain. */
  private static Map<Job, Boolean> prefix(HalvingCase tested, Map<Job, Outcome> known) {
    Map<Job, Boolean> members = new HashMap<>();
    for (int trial = 0; trial < tested.trials(); trial++) {
      members.put(new Job(trial, 0), true);
    }
    for (int rung = 0; rung < tested.rungs().last(); rung++) {
      int unresolved = 0;
      List<Standing> resolved = new ArrayList<>();
      for (int trial = 0; trial < tested.trials(); trial++) {
        Job job = new Job(trial, rung);
        Job next = new Job(trial, rung + 1);
        if (Boolean.FALSE.equals(members.get(job))) {
          members.put(next, false);
        } else if (!members.containsKey(job) || !known.containsKey(job)) {
          unresolved++;
        } else {
          double value = known.get(job) instanceof Outcome.Reached at ? at.metric() : Double.NaN;
          Standing own = new Standing(trial, value);
          resolved.add(own);
          long rank =
              1
                  + resolved.stream()
                      .filter(other -> Standing.bestFirst(tested.metric()).compare(other, own) < 0)
                      .count();
          int places = Math.max(1, (resolved.size() + unresolved) / tested.factor());
          if (Double.isNaN(value) || rank > places) {
            members.put(next, false);
          } else if (rank + unresolved <= places) {
            members.put(next, true);
          }
        }
      }
    }
    return members;
  }

  @Test
  void manyTrialsOnManySlotsAreDecided() {
    HalvingCase many =
        new HalvingCase(20_000, Rungs.of(1, 8, 2), 2, Metric.VAL_LOSS, 1_000_000, 0.01, 5);
    SplittableRandom random = new SplittableRandom(5);
    AshaPromotion asha = many.asha();
    List<Job> open = new ArrayList<>(asha.start().subList(0, 64));
    int started = 64;
    while (!open.isEmpty()) {
      int index = random.nextInt(open.size());
      Job job = open.set(index, open.get(open.size() - 1));
      open.remove(open.size() - 1);
      open.addAll(asha.tell(job, many.outcome(job)));
      if (started < many.trials()) {
        open.add(new Job(started++, 0));
      }
    }
    assertThat(asha.isFinished()).isTrue();
  }

  /** Rungs 10, 20, 40 and 50: a halving trains 42.5 % of all epochs. */
  @Test
  void sixtyFourTrialsTrainAboutFortySixPercentOfTheirEpochs() {
    double share = 0;
    int studies = 400;
    for (int seed = 0; seed < studies; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      HalvingCase tested =
          new HalvingCase(64, Rungs.of(10, 50, 2), 2, Metric.VAL_LOSS, 1_000_000, 0, seed);
      RandomSchedule played =
          new RandomSchedule(tested::asha, tested::outcome, tested.trials(), random);
      share += (double) played.scheduler.outlook().epochs() / (64 * 50) / studies;
    }
    assertThat(share).isBetween(0.45, 0.48);
  }
}
