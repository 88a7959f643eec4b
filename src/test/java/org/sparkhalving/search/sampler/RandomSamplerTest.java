package org.sparkhalving.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

/** Frequencies are those of fixed seeds: the tests give the same every time. */
class RandomSamplerTest {
  private static final int DRAWS = 20_000;

  @Test
  void aTrialIsTheSameWheneverAndWhereverItIsAsked() {
    SearchSpace space = space(Map.of("base_lr", new Distribution.LogUniform(1e-4, 1e-1)));
    RandomSampler first = new RandomSampler(space, 7);
    RandomSampler second = new RandomSampler(space, 7);
    List<Configuration> forwards = IntStream.range(0, 50).mapToObj(first::sample).toList();

    for (int trial = 49; trial >= 0; trial--) {
      assertThat(second.sample(trial)).isEqualTo(forwards.get(trial));
    }
  }

  @Test
  void anAddedHyperparameterLeavesTheOthersAsTheyWere() {
    Map<String, Distribution> distributions = new LinkedHashMap<>();
    distributions.put("momentum", new Distribution.Uniform(0, 1));
    distributions.put("base_lr", new Distribution.LogUniform(1e-4, 1e-1));
    RandomSampler with = new RandomSampler(new SearchSpace(distributions), 7);
    distributions.remove("momentum");
    RandomSampler without = new RandomSampler(new SearchSpace(distributions), 7);

    for (int trial = 0; trial < 50; trial++) {
      assertThat(with.sample(trial).values()).containsAllEntriesOf(without.sample(trial).values());
    }
  }

  @Test
  void valuesAreInTheOrderOfTheSpace() {
    Map<String, Distribution> distributions = new LinkedHashMap<>();
    for (String name : List.of("t_max", "activation", "l2_rate", "base_lr")) {
      distributions.put(name, new Distribution.Fixed(name));
    }

    Configuration sample = new RandomSampler(new SearchSpace(distributions), 1).sample(3);

    assertThat(sample.values().keySet())
        .containsExactly("t_max", "activation", "l2_rate", "base_lr");
  }

  @Test
  void aSpaceOfNothingGivesAConfigurationOfNothing() {
    assertThat(new RandomSampler(space(Map.of()), 1).sample(0).values()).isEmpty();
  }

  @Test
  void valuesOfKnownSeedsStayWhatTheyWere() {
    RandomSampler sampler =
        new RandomSampler(space(Map.of("base_lr", new Distribution.Uniform(0, 1))), 42);

    assertThat(
            IntStream.range(0, 3).mapToObj(trial -> sampler.sample(trial).values().get("base_lr")))
        .containsExactly(0.3899253139803758, 0.7676798248989664, 0.032849005755080984);
  }

  @Test
  void seedsTrialsAndNamesGiveValuesOfTheirOwn() {
    Distribution uniform = new Distribution.Uniform(0, 1);
    Set<Object> values = new HashSet<>();
    for (int seed = -10; seed < 10; seed++) {
      for (int trial = 0; trial < 100; trial++) {
        values.addAll(
            new RandomSampler(space(Map.of("l1_size", uniform, "l2_size", uniform)), seed)
                .sample(trial)
                .values()
                .values());
      }
    }

    assertThat(values).hasSize(20 * 100 * 2);
  }

  @Test
  void hyperparametersAndNeighbouringTrialsAreUncorrelated() {
    Distribution uniform = new Distribution.Uniform(0, 1);
    RandomSampler sampler =
        new RandomSampler(space(Map.of("l1_drop", uniform, "l2_drop", uniform)), 3);
    double[] first = new double[DRAWS];
    double[] second = new double[DRAWS];
    for (int trial = 0; trial < DRAWS; trial++) {
      first[trial] = (double) sampler.sample(trial).values().get("l1_drop") - 0.5;
      second[trial] = (double) sampler.sample(trial).values().get("l2_drop") - 0.5;
    }

    // A product of two such numbers has a standard deviation of 1/12: four of them for the mean.
    double bound = 4.0 / 12 / Math.sqrt(DRAWS);
    assertThat(meanProduct(first, second, 0)).isCloseTo(0, within(bound));
    assertThat(meanProduct(first, first, 1)).isCloseTo(0, within(bound));
  }

  @Test
  void optionsAreEquallyLikely() {
    List<Object> options = List.of(64L, 128L, 256L, 512L, "other");

    assertEquallyLikely(new Distribution.Choice(options), options.size(), options::indexOf);
  }

  @Test
  void integersAreEquallyLikely() {
    assertEquallyLikely(
        new Distribution.RandInt(250, 350), 100, value -> (int) ((long) value - 250));
  }

  @Test
  void uniformFillsItsRangeEvenly() {
    assertEquallyLikely(
        new Distribution.Uniform(-3, 5), 50, value -> (int) (((double) value + 3) / 8 * 50));
  }

  @Test
  void logUniformFillsTheLogarithmsEvenly() {
    double span = Math.log(5e-2 / 5e-4);
    assertEquallyLikely(
        new Distribution.LogUniform(5e-4, 5e-2),
        50,
        value -> (int) (Math.log((double) value / 5e-4) / span * 50));
  }

  @Test
  void quniformHasHalvesAtItsEnds() {
    // Steps 0 to 8 of 0.25; each end is half as likely: fold them into one bin of eight.
    assertEquallyLikely(
        new Distribution.QUniform(-1, 1, 0.25),
        8,
        value -> (int) Math.round(((double) value + 1) / 0.25) % 8);
  }

  @Test
  void momentsAreThoseOfTheDistributions() {
    assertMoments(new Distribution.Uniform(2, 6), 4, 16.0 / 12);
    assertMoments(new Distribution.RandInt(0, 10), 4.5, 99.0 / 12);
    // E[x] = (b − a)/ln(b/a), E[x²] = (b² − a²)/(2 ln(b/a)).
    double logarithm = Math.log(100);
    double mean = 99 / logarithm;
    assertMoments(new Distribution.LogUniform(1, 100), mean, 9999 / (2 * logarithm) - mean * mean);
  }

  @Test
  void aNegativeTrialNumberIsRefused() {
    assertThatThrownBy(() -> new RandomSampler(space(Map.of()), 1).sample(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }

  /** Pearson's chi-square of the bins' counts, at most five standard deviations above its mean. */
  private static void assertEquallyLikely(
      Distribution distribution, int bins, ToIntFunction<Object> bin) {
    long[] counts = new long[bins];
    for (Object value : draw(distribution)) {
      counts[bin.applyAsInt(value)]++;
    }
    double expected = (double) DRAWS / bins;
    double chiSquare = 0;
    for (long count : counts) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    int freedom = bins - 1;
    assertThat(chiSquare).isLessThan(freedom + 5 * Math.sqrt(2.0 * freedom));
  }

  /** Mean within four standard errors, variance within 5 %. */
  private static void assertMoments(Distribution distribution, double mean, double variance) {
    double[] values =
        draw(distribution).stream().mapToDouble(value -> ((Number) value).doubleValue()).toArray();
    double average = Arrays.stream(values).sum() / DRAWS;
    double spread = Arrays.stream(values).map(value -> Math.pow(value - mean, 2)).sum() / DRAWS;

    assertThat(average).isCloseTo(mean, within(4 * Math.sqrt(variance / DRAWS)));
    assertThat(spread).isCloseTo(variance, within(0.05 * variance));
  }

  private static List<Object> draw(Distribution distribution) {
    RandomSampler sampler = new RandomSampler(space(Map.of("x", distribution)), 20);
    return IntStream.range(0, DRAWS)
        .mapToObj(trial -> sampler.sample(trial).values().get("x"))
        .toList();
  }

  private static double meanProduct(double[] left, double[] right, int lag) {
    return IntStream.range(0, DRAWS - lag).mapToDouble(i -> left[i] * right[i + lag]).sum()
        / (DRAWS - lag);
  }

  private static SearchSpace space(Map<String, Distribution> distributions) {
    return new SearchSpace(distributions);
  }
}
