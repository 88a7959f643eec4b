package org.sparkhalving.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;

class HyperbandTest {

  /** The first row is Table 1 of the paper (R = 81, η = 3). */
  @ParameterizedTest
  @CsvSource({
    "143, 4, 3, 81 34 15 8 5",
    "22, 3, 2, 8 6 4 4",
    "44, 3, 2, 16 12 8 8",
    "16, 3, 2, 6 4 3 3",
    "1, 3, 2, 1 0 0 0",
    "2, 3, 2, 1 1 0 0",
    "5, 0, 2, 5",
    "1000000, 1, 2147483647, 1000000 0"
  })
  void trialsAreSharedOutInThePapersProportions(int trials, int most, int factor, String sizes) {
    assertThat(Hyperband.sizes(trials, most, factor).stream().map(String::valueOf))
        .containsExactly(sizes.split(" "));
  }

  @Test
  void bracketsBeginAtLaterRungsOfOneLadder() {
    Hyperband hyperband = new Hyperband(22, Rungs.of(1, 8, 2), 2, Metric.VAL_ACCURACY);

    assertThat(hyperband.rungs().epochs()).containsExactly(1, 2, 4, 8);
    assertThat(hyperband.start())
        .hasSize(22)
        .startsWith(new Job(18, 3), new Job(19, 3))
        .contains(new Job(14, 2), new Job(8, 1), new Job(13, 1))
        .endsWith(new Job(6, 0), new Job(7, 0));
    assertThat(hyperband.outlook())
        .isEqualTo(
            new Outlook(
                List.of(
                    new Outlook.Rung(1, 8, 8),
                    new Outlook.Rung(2, 10, 6),
                    new Outlook.Rung(4, 9, 4),
                    new Outlook.Rung(8, 8, 4)),
                true));
    // 8·1 + 4·1 + 2·2 + 1·4, 6·2 + 3·2 + 1·4, 4·4 + 2·4, 4·8
    assertThat(hyperband.outlook().epochs()).isEqualTo(20 + 22 + 24 + 32);
    assertThatThrownBy(() -> hyperband.state(22)).hasMessageContaining("there is no trial 22");
  }

  @Test
  void randomSchedulesDecideAsEachBracketsHalvingDoes() {
    for (int seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      HalvingCase tested = HalvingCase.random(random, seed % 100 == 0 ? 1_000 : 50);
      check(tested, random);
    }
  }

  private static void check(HalvingCase tested, SplittableRandom random) {
    Map<Integer, TrialState> states = new HashMap<>();
    Set<Job> jobs = new HashSet<>();
    List<Decision> decisions = new ArrayList<>();
    int first = 0;
    Rungs rungs = tested.rungs();
    List<Integer> sizes = Hyperband.sizes(tested.trials(), rungs.last(), tested.factor());
    for (int start = 0; start < sizes.size(); start++) {
      if (sizes.get(start) == 0) {
        continue;
      }
      int trial0 = first;
      int rung0 = start;
      WaitingHalving bracket =
          new WaitingHalving(
              new HalvingCase(
                  sizes.get(start),
                  new Rungs(rungs.epochs().subList(start, rungs.count())),
                  tested.factor(),
                  tested.metric(),
                  tested.values(),
                  tested.failures(),
                  tested.seed()),
              job -> tested.outcome(new Job(job.trial() + trial0, job.rung() + rung0)));
      bracket.states.forEach((trial, state) -> states.put(trial + trial0, state));
      bracket.jobs.forEach(job -> jobs.add(new Job(job.trial() + trial0, job.rung() + rung0)));
      for (Decision row : bracket.decisions) {
        decisions.add(
            new Decision(
                row.rung() + rung0,
                row.epochs(),
                row.trial() + trial0,
                row.rank(),
                row.peers(),
                row.outcome(),
                row.promoted(),
                row.reason()));
      }
      first += sizes.get(start);
    }
    decisions.sort(Comparator.comparingInt(Decision::rung));
    new RandomSchedule(
            () -> new Hyperband(tested.trials(), rungs, tested.factor(), tested.metric()),
            tested::outcome,
            tested.trials(),
            random)
        .check(tested, decisions, states, jobs);
  }
}
