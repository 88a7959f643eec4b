package org.sparkhalving.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.space.Configuration;

class CurvesTest {
  private static final Configuration FAST = new Configuration(Map.of("rate", 0.1));
  private static final Configuration SLOW = new Configuration(Map.of("rate", 0.01));

  private static Curves curves() {
    SortedMap<Long, SortedMap<Long, EpochMetrics>> byTrial = new TreeMap<>();
    for (long trial = 0; trial < 3; trial++) {
      byTrial.put(
          trial,
          new TreeMap<>(Map.of(1L, new EpochMetrics(1, 0.5, trial, 80, Double.NaN, Double.NaN))));
    }
    return Curves.of("a table", byTrial, 1);
  }

  @Test
  void aTrialReplaysTheCurveOfItsOwnConfigurationAndTheNextOfSeveral() {
    Curves curves = curves().of(new TreeMap<>(Map.of(1, FAST, 2, FAST)));

    assertThat(curves.of(0, trial -> FAST).get(0).valLoss()).isEqualTo(1);
    assertThat(curves.of(1, trial -> FAST).get(0).valLoss()).isEqualTo(2);
    assertThat(curves.configurations()).containsExactly(FAST, FAST);
  }

  @Test
  void whatASpaceTakesOfATableChangesTheHashOfConfigurationsOnly() {
    Map<String, String> all = curves().of(new TreeMap<>(Map.of(0, FAST, 1, SLOW))).hashes();
    Map<String, String> some = curves().of(new TreeMap<>(Map.of(0, FAST))).hashes();
    Map<String, String> others = curves().of(new TreeMap<>(Map.of(1, FAST))).hashes();

    assertThat(curves().hashes()).containsOnlyKeys("simulation.curves");
    assertThat(all)
        .containsOnlyKeys("simulation.curves", Curves.CONFIGURATIONS)
        .containsAllEntriesOf(curves().hashes());
    assertThat(some).containsAllEntriesOf(curves().hashes());
    assertThat(some.get(Curves.CONFIGURATIONS))
        .isNotEqualTo(all.get(Curves.CONFIGURATIONS))
        .isNotEqualTo(others.get(Curves.CONFIGURATIONS));
  }
}
