package org.sparkhalving.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

class GpSamplerTest extends LearningSamplerTest {
  @Override
  Sampler sampler(LearningSetup setup) {
    return new GpSampler(setup);
  }

  @Override
  int startup() {
    return 6;
  }

  @Override
  int repetitions() {
    return 9;
  }

  @Test
  void noTrialTriesWhatAnotherDoesUntilEverythingIsTried() {
    Map<String, Distribution> grid = new LinkedHashMap<>();
    grid.put("layers", new Distribution.RandInt(1, 5));
    grid.put("drop", new Distribution.QUniform(0, 0.1, 0.1));
    grid.put("kind", new Distribution.Choice(List.of("a", "b")));
    SearchSpace space = new SearchSpace(grid);
    int random = startup() + 2; // Those may be alike.
    Sampler sampler =
        new GpSampler(
            new LearningSetup(
                space,
                1,
                List.of(),
                Map.of(),
                3,
                List.of(),
                Metric.VAL_LOSS,
                UnaryOperator.identity()));

    List<Configuration> tried = run(sampler, 40, one -> (long) one.values().get("layers"));

    long different = tried.subList(0, random).stream().distinct().count();
    assertThat(tried.stream().distinct()).hasSize(16);
    assertThat(tried.subList(0, random + 16 - (int) different)).containsAll(tried);
  }

  @Test
  void valuesOfAKnownSeedStayWhatTheyWere() {
    Configuration last = run(sampler(42, 3), 40, LearningSamplerTest::loss).get(39);

    assertThat(last.values().toString())
        .isEqualTo("{rate=0.0010655882229495346, size=312, drop=0.3, optimizer=adam, fixed=[3]}");
  }
}
