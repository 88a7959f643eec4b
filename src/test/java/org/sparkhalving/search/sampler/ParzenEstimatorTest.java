package org.sparkhalving.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.space.Condition;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

class ParzenEstimatorTest {
  private static final SearchSpace SPACE = space();
  private static final List<Configuration> OBSERVED =
      List.of(
          new Configuration(Map.of("kind", "plain", "size", 3L)),
          new Configuration(Map.of("kind", "rich", "size", 6L, "extra", 0.25)),
          new Configuration(Map.of("kind", "rich", "size", 3L, "extra", 0.5)));

  private static SearchSpace space() {
    Map<String, Distribution> distributions = new LinkedHashMap<>();
    distributions.put("extra", new Distribution.QUniform(0, 1, 0.25));
    distributions.put("kind", new Distribution.Choice(List.of("plain", "rich", "rich")));
    distributions.put("size", new Distribution.RandInt(2, 8));
    return new SearchSpace(
        distributions, Map.of("extra", List.of(new Condition("kind", List.of("rich")))));
  }

  /** Each step has the width 1 or 0.25, and the density is a mean over it. */
  @Test
  void theDensityOfAllConfigurationsSumsToOne() {
    double total = 0;
    for (Map<String, Object> values : everything()) {
      double steps = values.containsKey("extra") ? 0.25 : 1;
      total +=
          Math.exp(new ParzenEstimator(SPACE, OBSERVED).logDensity(new Configuration(values)))
              * steps;
    }
    assertThat(total).isCloseTo(1, within(0.01));
  }

  @Test
  void drawsAreAsLikelyAsTheDensitySays() {
    ParzenEstimator estimator = new ParzenEstimator(SPACE, OBSERVED);
    Map<Configuration, Integer> counts = new HashMap<>();
    Draws draws = new Draws(9);
    int count = 20_000;
    for (int draw = 0; draw < count; draw++) {
      counts.merge(estimator.draw(draws), 1, Integer::sum);
    }
    for (Map<String, Object> values : everything()) {
      Configuration configuration = new Configuration(values);
      double steps = values.containsKey("extra") ? 0.25 : 1;
      double expected = Math.exp(estimator.logDensity(configuration)) * steps;
      assertThat((double) counts.getOrDefault(configuration, 0) / count)
          .isCloseTo(expected, within(5 * Math.sqrt(expected / count) + 0.03 * expected));
    }
  }

  @Test
  void whatWasSeenIsLikelierThanWhatWasNot() {
    ParzenEstimator estimator = new ParzenEstimator(SPACE, OBSERVED);
    Configuration far = new Configuration(Map.of("kind", "rich", "size", 7L, "extra", 1.0));

    assertThat(OBSERVED)
        .allSatisfy(
            seen ->
                assertThat(estimator.logDensity(seen)).isGreaterThan(estimator.logDensity(far)));
  }

  private static List<Map<String, Object>> everything() {
    GridSampler grid = new GridSampler(SPACE, List.of(), GridSampler.size(SPACE, 1000));
    return java.util.stream.IntStream.range(0, GridSampler.size(SPACE, 1000))
        .mapToObj(trial -> grid.sample(trial).values())
        .toList();
  }
}
