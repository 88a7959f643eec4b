package org.sparkhalving.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkhalving.search.space.Condition;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

class PriorTest {
  private static final int DRAWS = 4000;
  private static final SearchSpace SPACE = space();
  private static final Map<String, Object> GOOD =
      Map.of("rate", 1e-3, "size", 100L, "optimizer", "sgd", "momentum", 0.9);

  private static SearchSpace space() {
    Map<String, Distribution> space = new LinkedHashMap<>();
    space.put("momentum", new Distribution.Uniform(0, 1));
    space.put("rate", new Distribution.LogUniform(1e-5, 1e-1));
    space.put("size", new Distribution.RandInt(16, 512));
    space.put("drop", new Distribution.QUniform(0, 0.8, 0.1));
    space.put("optimizer", new Distribution.Choice(List.of("adam", "sgd", "lion")));
    return new SearchSpace(
        space, Map.of("momentum", List.of(new Condition("optimizer", List.of("sgd")))));
  }

  @Test
  void theFirstTrialHasTheValuesAndAllThatIsNotBelievedIsAsEver() {
    Sampler with = new RandomSampler(SPACE, 7, List.of(), GOOD);
    Sampler without = new RandomSampler(SPACE, 7);
    Prior prior = new Prior(SPACE, 7, GOOD, 0);

    assertThat(with.sample(0).values()).containsAllEntriesOf(GOOD);
    for (int trial = 0; trial < 300; trial++) {
      Configuration tried = with.sample(trial);
      assertThat(SPACE.misfit(tried)).isEmpty();
      assertThat(tried.values()).containsEntry("drop", without.sample(trial).values().get("drop"));
      if (!prior.isFor(trial)) {
        assertThat(tried).isEqualTo(without.sample(trial));
      }
    }
  }

  @Test
  void givenConfigurationsComeBeforeIt() {
    List<Configuration> given =
        List.of(new Configuration(Map.of("rate", 0.05)), new Configuration(Map.of("size", 20L)));
    Sampler sampler = new RandomSampler(SPACE, 7, given, GOOD);
    Sampler alone = new RandomSampler(SPACE, 7, given, Map.of());

    assertThat(sampler.sample(0)).isEqualTo(alone.sample(0));
    assertThat(sampler.sample(1)).isEqualTo(alone.sample(1));
    assertThat(sampler.sample(2).values()).containsAllEntriesOf(GOOD);
  }

  @Test
  void withoutBeliefNoTrialIsNearIt() {
    Prior nothing = new Prior(SPACE, 7, Map.of(), 0);

    assertThat(IntStream.range(0, 100)).noneMatch(nothing::isFor);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0.4706", "16, 0.25", "64, 0.1", "784, 0.01"})
  void theLaterATrialTheRarerIsItNearThePrior(int trial, double share) {
    long near =
        IntStream.range(0, DRAWS)
            .filter(seed -> new Prior(SPACE, seed, GOOD, 3).isFor(3 + trial))
            .count();

    assertThat((double) near / DRAWS)
        .isCloseTo(share, within(1e-4 + 4 * Math.sqrt(share * (1 - share) / DRAWS)));
  }

  /** Of a normal distribution cut off at two deviations, 0.715 are within one. */
  @Test
  void numbersAreNormalOnTheirScale() {
    assertThat(near(new Distribution.Uniform(2, 6), 4.0, x -> (x - 4) / 4)).isTrue();
    assertThat(near(new Distribution.LogUniform(1e-4, 1), 1e-2, x -> Math.log10(x * 100) / 4))
        .isTrue();
    assertThat(near(new Distribution.RandInt(0, 1001), 500L, x -> (x - 500) / 1001)).isTrue();
    assertThat(near(new Distribution.QUniform(0, 1, 0.001), 0.5, x -> (x - 0.5) / 1.001)).isTrue();
  }

  private static boolean near(
      Distribution distribution, Object believed, DoubleUnaryOperator distance) {
    long below = 0;
    long within = 0;
    for (Object value : drawn(distribution, believed)) {
      double away = distance.applyAsDouble(((Number) value).doubleValue());
      below += away < 0 ? 1 : 0;
      within += Math.abs(away) < 0.25 ? 1 : 0;
    }
    return Math.abs(below - 0.5 * DRAWS) < 130 && Math.abs(within - 0.715 * DRAWS) < 120;
  }

  @Test
  void theBelievedOptionIsDrawnThreeTimesOfFourAndByChance() {
    long believed =
        drawn(new Distribution.Choice(List.of("a", "b", "c", "d")), "b").stream()
            .filter("b"::equals)
            .count();

    assertThat((double) believed / DRAWS).isCloseTo(0.75 + 0.25 / 4, within(0.025));
  }

  /** Values of trials that are near a prior, each of another study. */
  private static List<Object> drawn(Distribution distribution, Object believed) {
    SearchSpace space = new SearchSpace(Map.of("x", distribution));
    return IntStream.range(0, DRAWS)
        .mapToObj(seed -> new Prior(space, seed, Map.of("x", believed), 0))
        .map(prior -> prior.value("x", 1).orElseThrow())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "0,      '0.1, 0.9',           true",
        "0,      '0.9, 0.1',           false",
        "0,      '0.5, 0.5',           false",
        "'0, 2', '0.1, 0.5, 0.7, 0.4', true",
        "'0, 2', '0.3, 0.5, 0.7, 0.4', false",
        "-,      '0.3, 0.5',           true",
        "'0, 1', '0.3, 0.5',           true",
      })
  void itHoldsWhileItsTrialsHaveBetterRanksInTheMean(String near, String ranks, boolean holds) {
    BitSet trials = new BitSet();
    if (near != null) {
      IntStream.of(numbers(near)).forEach(trials::set);
    }

    assertThat(Prior.holds(trials, doubles(ranks))).isEqualTo(holds);
  }

  private static int[] numbers(String list) {
    return List.of(list.split(", ", -1)).stream().mapToInt(Integer::parseInt).toArray();
  }

  private static double[] doubles(String list) {
    return List.of(list.split(", ", -1)).stream().mapToDouble(Double::parseDouble).toArray();
  }
}
