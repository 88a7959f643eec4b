package org.sparkhalving.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.sampler.RandomSampler;

class SearchSpaceTest {
  /** A chain, its last link first: c needs b, b needs a. */
  private static final SearchSpace CHAIN = chain();

  private static SearchSpace chain() {
    Map<String, Distribution> distributions = new LinkedHashMap<>();
    distributions.put("c", new Distribution.Uniform(0, 1));
    distributions.put("b", new Distribution.Choice(List.of("on", "off", "auto")));
    distributions.put("a", new Distribution.Choice(List.of(1L, 2L)));
    return new SearchSpace(
        distributions,
        Map.of(
            "c", List.of(new Condition("b", List.of("on", "auto"))),
            "b", List.of(new Condition("a", List.of(2L)))));
  }

  @Test
  void aTrialHasExactlyWhatItsConditionsAllow() {
    RandomSampler sampler = new RandomSampler(CHAIN, 3);
    Set<Set<String>> kinds =
        IntStream.range(0, 200)
            .mapToObj(trial -> sampler.sample(trial).values())
            .peek(
                values -> {
                  assertThat(values.containsKey("b")).isEqualTo(values.get("a").equals(2L));
                  assertThat(values.containsKey("c"))
                      .isEqualTo(List.of("on", "auto").contains(values.getOrDefault("b", "")));
                })
            .map(Map::keySet)
            .map(Set::copyOf)
            .collect(Collectors.toSet());

    assertThat(kinds)
        .containsExactlyInAnyOrder(Set.of("a"), Set.of("a", "b"), Set.of("a", "b", "c"));
  }

  @Test
  void valuesAreInTheOrderOfTheSpaceWhateverDependsOnWhat() {
    Configuration configuration =
        CHAIN.configuration(name -> Map.of("a", 2L, "b", "on", "c", 0.5).get(name));

    assertThat(configuration.values().keySet()).containsExactly("c", "b", "a");
    assertThat(CHAIN.parentsFirst()).containsExactly("a", "b", "c");
  }

  @Test
  void aMisfitIsNamed() {
    assertThat(CHAIN.misfit(new Configuration(Map.of("a", 1L)))).isEmpty();
    assertThat(CHAIN.misfit(new Configuration(Map.of("a", 3L)))).contains("a");
    assertThat(CHAIN.misfit(new Configuration(Map.of("a", 2L)))).contains("b");
    assertThat(CHAIN.misfit(new Configuration(Map.of("a", 1L, "c", 0.5)))).contains("c");
    assertThat(CHAIN.misfit(new Configuration(Map.of("a", 2L, "b", "on", "c", 1.0)))).contains("c");
    assertThat(CHAIN.misfit(new Configuration(Map.of("a", 2L, "b", "on", "c", 0.5, "d", 1L))))
        .isEmpty();
  }

  @Test
  void conditionsInACircleAreRefused() {
    Distribution choice = new Distribution.Choice(List.of(1L));
    assertThatThrownBy(
            () ->
                new SearchSpace(
                    Map.of("a", choice, "b", choice),
                    Map.of(
                        "a", List.of(new Condition("b", List.of(1L))),
                        "b", List.of(new Condition("a", List.of(1L))))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("conditions go round in a circle: a, b");
    assertThatThrownBy(
            () ->
                new SearchSpace(
                    Map.of("a", choice), Map.of("a", List.of(new Condition("z", List.of(1L))))))
        .hasMessage("the condition of a on z needs both");
  }

  @Test
  void distributionsContainExactlyWhatTheyDraw() {
    assertThat(new Distribution.Uniform(1, 2).contains(1.0)).isTrue();
    assertThat(new Distribution.Uniform(1, 2).contains(2.0)).isFalse();
    assertThat(new Distribution.LogUniform(1, 2).contains(0.5)).isFalse();
    assertThat(new Distribution.RandInt(1, 3).contains(2L)).isTrue();
    assertThat(new Distribution.RandInt(1, 3).contains(3L)).isFalse();
    assertThat(new Distribution.QUniform(0, 0.9, 0.1).contains(0.3)).isTrue();
    assertThat(new Distribution.QUniform(0, 0.9, 0.1).contains(0.9)).isTrue();
    assertThat(new Distribution.QUniform(0, 0.9, 0.1).contains(0.35)).isFalse();
    assertThat(new Distribution.Choice(List.of("a")).contains("b")).isFalse();
    assertThat(new Distribution.Fixed(1L).contains(1.0)).isFalse();
  }
}
