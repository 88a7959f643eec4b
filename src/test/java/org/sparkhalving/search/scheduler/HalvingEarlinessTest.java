package org.sparkhalving.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;

/** After every outcome, exactly those are promoted or stopped of whom that is certain. */
class HalvingEarlinessTest {
  private static final Set<TrialState> TERMINAL = EnumSet.of(TrialState.STOPPED, TrialState.FAILED);

  /** The rule of the early decision, counted anew from all that is known. */
  @Test
  void trialsAreDecidedAsSoonAsTheCountsAllow() {
    for (int seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      HalvingCase tested = HalvingCase.random(random, 14);
      afterEveryTell(
          tested,
          random,
          step -> {
            Map<Integer, TrialState> expected = countedStates(tested, step.known());
            assertThat(step.states()).as("%s after %s", tested, step.known()).isEqualTo(expected);
          });
    }
  }

  /** Certainty itself: what is the same however the unknown outcomes turn out. */
  @Test
  void trialsAreDecidedAsSoonAsNoUnknownOutcomeCanChangeIt() {
    for (int seed = 0; seed < 120; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      HalvingCase tested =
          switch (seed % 4) {
            case 0 -> tiny(3, Rungs.of(1, 4, 2), 2, random);
            case 1 -> tiny(4, Rungs.of(1, 3, 2), 2, random);
            case 2 -> tiny(5, Rungs.of(1, 2, 2), 2, random);
            default -> tiny(6, Rungs.of(1, 3, 3), 3, random);
          };
      afterEveryTell(tested, random, step -> checkAgainstAllCompletions(tested, step));
    }
  }

  private static HalvingCase tiny(int trials, Rungs rungs, int factor, SplittableRandom random) {
    double failures = random.nextInt(3) * 0.3;
    return new HalvingCase(
        trials, rungs, factor, Metric.VAL_ACCURACY, 4, failures, random.nextLong());
  }

  /**
   * What is known and decided after an outcome.
   *
   * @param known the outcomes reported so far
   * @param handedOut the jobs handed out so far
   */
  private record Step(
      Map<Job, Outcome> known, Set<Job> handedOut, Map<Integer, TrialState> states) {}

  private static void afterEveryTell(
      HalvingCase tested, SplittableRandom random, Consumer<Step> check) {
    Halving halving = tested.halving();
    Map<Job, Outcome> known = new HashMap<>();
    List<Job> open = new ArrayList<>(halving.start());
    Set<Job> handedOut = new HashSet<>(open);
    while (!open.isEmpty()) {
      Job job = open.remove(random.nextInt(open.size()));
      known.put(job, tested.outcome(job));
      List<Job> jobs = halving.tell(job, tested.outcome(job));
      open.addAll(jobs);
      handedOut.addAll(jobs);
      Map<Integer, TrialState> states = new HashMap<>();
      for (int trial = 0; trial < tested.trials(); trial++) {
        states.put(trial, halving.state(trial));
      }
      check.accept(new Step(known, handedOut, states));
    }
  }

  private static Map<Integer, TrialState> countedStates(
      HalvingCase tested, Map<Job, Outcome> known) {
    Map<Integer, TrialState> states = new HashMap<>();
    List<Integer> members = IntStream.range(0, tested.trials()).boxed().toList();
    int size = tested.trials();
    int empty = 0;
    for (int rung = 0; rung < tested.rungs().count(); rung++) {
      int places = rung == tested.rungs().last() ? 0 : Math.max(1, size / tested.factor());
      int failed = 0;
      Map<Integer, Double> reached = new HashMap<>();
      for (int trial : members) {
        Outcome outcome = known.get(new Job(trial, rung));
        if (outcome instanceof Outcome.Reached value) {
          reached.put(trial, value.metric());
        } else if (outcome != null) {
          failed++;
          states.put(trial, TrialState.FAILED);
        } else {
          states.put(trial, TrialState.READY);
        }
      }
      List<Integer> promoted = new ArrayList<>();
      for (int trial : reached.keySet()) {
        int better = 0;
        for (int other : reached.keySet()) {
          better += isAhead(tested.metric(), other, trial, reached) ? 1 : 0;
        }
        int worse = reached.size() - 1 - better;
        if (rung == tested.rungs().last()) {
          states.put(trial, TrialState.COMPLETED);
        } else if (worse + failed + empty >= size - places) {
          promoted.add(trial);
        } else {
          states.put(trial, better >= places ? TrialState.STOPPED : TrialState.PAUSED);
        }
      }
      empty = Math.max(0, places - (size - failed - empty));
      size = places;
      members = promoted;
    }
    return states;
  }

  private static boolean isAhead(Metric metric, int left, int right, Map<Integer, Double> metrics) {
    int order = Double.compare(metrics.get(left), metrics.get(right));
    if (order == 0) {
      return left < right;
    }
    return metric == Metric.VAL_LOSS ? order < 0 : order > 0;
  }

  /** Lets every unknown job below the last rung be the best, the worst or a failure. */
  private static void checkAgainstAllCompletions(HalvingCase tested, Step step) {
    List<Job> unknown = new ArrayList<>();
    for (int trial = 0; trial < tested.trials(); trial++) {
      for (int rung = 0; rung < tested.rungs().last(); rung++) {
        Job job = new Job(trial, rung);
        if (!step.known().containsKey(job)) {
          unknown.add(job);
        }
      }
    }
    List<Outcome> possible =
        List.of(new Outcome.Reached(1_000), new Outcome.Reached(-1_000), new Outcome.Failed());
    Set<Job> possibly = new HashSet<>();
    Set<Job> certainly = new HashSet<>();
    for (int code = 0; code < Math.pow(possible.size(), unknown.size()); code++) {
      Map<Job, Outcome> outcomes = new HashMap<>(step.known());
      int digits = code;
      for (Job job : unknown) {
        outcomes.put(job, possible.get(digits % possible.size()));
        digits /= possible.size();
      }
      Set<Job> jobs = new WaitingHalving(tested, job -> outcomes.get(job)).jobs;
      possibly.addAll(jobs);
      if (code == 0) {
        certainly.addAll(jobs);
      }
      certainly.retainAll(jobs);
    }
    assertThat(step.handedOut()).as("%s after %s", tested, step.known()).isEqualTo(certainly);
    for (Job job : step.known().keySet()) {
      Job next = new Job(job.trial(), job.rung() + 1);
      if (job.rung() < tested.rungs().last() && !step.handedOut().contains(next)) {
        boolean over = TERMINAL.contains(step.states().get(job.trial()));
        assertThat(over)
            .as("%s after %s", tested, step.known())
            .isEqualTo(!possibly.contains(next));
      }
    }
  }
}
