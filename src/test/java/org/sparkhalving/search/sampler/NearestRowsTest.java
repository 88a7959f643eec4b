package org.sparkhalving.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

class NearestRowsTest {
  private static final SearchSpace SPACE = space();

  private static SearchSpace space() {
    Map<String, Distribution> distributions = new LinkedHashMap<>();
    distributions.put("rate", new Distribution.LogUniform(1e-4, 1));
    distributions.put("layers", new Distribution.RandInt(1, 6));
    return new SearchSpace(distributions);
  }

  private static Configuration row(double rate, long layers) {
    return new Configuration(Map.of("rate", rate, "layers", layers));
  }

  @Test
  void theNearestUnusedRowIsTakenAndOfEquallyNearOnesTheFirst() {
    List<Configuration> rows =
        List.of(row(1e-2, 4), row(1e-2, 2), row(2e-2, 4), row(1e-4, 3), row(1e-4, 5));
    NearestRows table = new NearestRows(SPACE, rows);

    // From (0.5, 0.5) the distances are 0.25, 0.25, 0.26, 0.5 and 0.71.
    List<Configuration> taken =
        IntStream.range(0, 5).mapToObj(trial -> table.apply(row(1e-2, 3))).toList();

    assertThat(taken).containsExactlyElementsOf(rows);
    assertThatThrownBy(() -> table.apply(row(1e-2, 3)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("all 5 recorded configurations are taken");
  }

  @Test
  void trialsTakeTheirRowsInTheOrderOfTheirNumbersWhoeverAsksFirst() {
    List<Configuration> rows = new ArrayList<>();
    for (int row = 0; row < 40; row++) {
      rows.add(row(StrictMath.pow(10, -row / 10.0), 1 + row % 5));
    }
    Sampler upwards = recorded(rows);
    Sampler downwards = recorded(rows);

    List<Configuration> expected = IntStream.range(0, 40).mapToObj(upwards::sample).toList();

    assertThat(expected).doesNotHaveDuplicates().hasSameElementsAs(rows);
    for (int trial = 39; trial >= 0; trial--) {
      assertThat(downwards.sample(trial)).isEqualTo(expected.get(trial));
    }
    assertThatThrownBy(() -> upwards.sample(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Sampler recorded(List<Configuration> rows) {
    return new RecordedSampler(new RandomSampler(SPACE, 3), new NearestRows(SPACE, rows));
  }

  @Test
  void aSamplerThatLearnsLearnsFromTheRow() {
    List<Configuration> rows = new ArrayList<>();
    for (int row = 0; row < 60; row++) {
      rows.add(row(StrictMath.pow(10, -row / 15.0), 1 + row % 5));
    }
    Sampler sampler =
        new TpeSampler(
            new LearningSetup(
                SPACE,
                3,
                List.of(),
                Map.of(),
                2,
                List.of(),
                Metric.VAL_LOSS,
                new NearestRows(SPACE, rows)));
    for (int trial = 0; trial < 40; trial++) {
      assertThat(rows).contains(sampler.sample(trial));
      sampler.tell(trial, 1, Outcome.of((double) sampler.sample(trial).values().get("rate")));
    }

    assertThat(IntStream.range(0, 40).mapToObj(sampler::sample)).doesNotHaveDuplicates();
  }
}
