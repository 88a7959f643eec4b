package org.sparkhalving.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.space.Condition;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

/** What every sampler that learns must do. */
abstract class LearningSamplerTest {
  static final SearchSpace SPACE = space();

  private static SearchSpace space() {
    Map<String, Distribution> distributions = new LinkedHashMap<>();
    distributions.put("momentum", new Distribution.Uniform(0, 1));
    distributions.put("rate", new Distribution.LogUniform(1e-5, 1e-1));
    distributions.put("size", new Distribution.RandInt(16, 512));
    distributions.put("drop", new Distribution.QUniform(0, 0.9, 0.1));
    distributions.put("optimizer", new Distribution.Choice(List.of("adam", "sgd", "lion")));
    distributions.put("fixed", new Distribution.Fixed(List.of(3L)));
    return new SearchSpace(
        distributions, Map.of("momentum", List.of(new Condition("optimizer", List.of("sgd")))));
  }

  /** Best, with 0, at rate 1e-3, size 300, drop 0.3, sgd, momentum 0.8. */
  static double loss(Configuration configuration) {
    Map<String, Object> values = configuration.values();
    double rate = Math.log10((double) values.get("rate")) + 3;
    double size = ((long) values.get("size") - 300) / 100.0;
    double drop = (double) values.get("drop") - 0.3;
    double momentum = (double) values.getOrDefault("momentum", 0.0) - 0.8;
    double optimizer = values.get("optimizer").equals("lion") ? 1 : 0;
    return rate * rate + size * size + 4 * drop * drop + momentum * momentum + optimizer;
  }

  @Test
  void itFindsBetterValuesThanRandomSearch() {
    assertThat(medianOfBest(seed -> sampler(seed, 1)))
        .isLessThan(0.25 * medianOfBest(seed -> new RandomSampler(SPACE, seed)));
    assertThat(medianOfBest(seed -> sampler(seed, 8)))
        .isLessThan(0.6 * medianOfBest(seed -> new RandomSampler(SPACE, seed)));
  }

  private interface Making {
    Sampler of(long seed);
  }

  private double medianOfBest(Making making) {
    double[] bests =
        IntStream.range(0, repetitions())
            .mapToDouble(seed -> best(making.of(seed), 80))
            .sorted()
            .toArray();
    return bests[repetitions() / 2];
  }

  private static double best(Sampler sampler, int trials) {
    return run(sampler, trials, LearningSamplerTest::loss).stream()
        .mapToDouble(LearningSamplerTest::loss)
        .min()
        .orElseThrow();
  }

  static List<Configuration> run(
      Sampler sampler, int trials, ToDoubleFunction<Configuration> result) {
    List<Configuration> configurations = new ArrayList<>();
    for (int trial = 0; trial < trials; trial++) {
      configurations.add(sampler.sample(trial));
      sampler.tell(trial, 1, Outcome.of(result.applyAsDouble(configurations.get(trial))));
    }
    return configurations;
  }

  @Test
  void everythingDrawnIsInTheSpace() {
    assertThat(run(sampler(1, 4), 150, LearningSamplerTest::loss))
        .allSatisfy(configuration -> assertThat(SPACE.misfit(configuration)).isEmpty());
  }

  @Test
  void resultsInAnyOrderGiveTheSameTrials() {
    List<Configuration> expected = run(sampler(5, 6), 60, LearningSamplerTest::loss);
    for (int order = 0; order < repetitions(); order++) {
      Sampler sampler = sampler(5, 6);
      Random random = new Random(order);
      List<Integer> running = new ArrayList<>();
      int begun = 0;
      int slots = 1 + order;
      while (begun < 60 || !running.isEmpty()) {
        while (begun < 60 && begun < sampler.known() && running.size() < slots) {
          running.add(begun++);
        }
        int trial = running.remove(random.nextInt(running.size()));
        sampler.tell(trial, 1, Outcome.of(loss(expected.get(trial))));
      }
      List<Integer> asked = new ArrayList<>(IntStream.range(0, 60).boxed().toList());
      Collections.shuffle(asked, random);
      for (int trial : asked) {
        assertThat(sampler.sample(trial)).isEqualTo(expected.get(trial));
      }
    }
  }

  @Test
  void aTrialIsKnownOnceThoseAWindowBeforeItHaveResults() {
    Sampler sampler = sampler(1, 3);
    int random = startup() + 2; // So many trials see fewer results than are needed.
    assertThat(sampler.known()).isEqualTo(random);
    for (int trial = 1; trial < random; trial++) {
      sampler.tell(trial, 1, Outcome.of(0.5));
    }
    assertThat(sampler.known()).isEqualTo(random);
    sampler.tell(0, 1, Outcome.of(0.5));
    assertThat(sampler.known()).isEqualTo(random + 3);
    assertThatThrownBy(() -> sampler.sample(random + 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "trials 0 to %s are known so far, but this one is %s"
                .formatted(random + 2, random + 3));
  }

  @Test
  void aResultWithinTheWindowChangesNothing() {
    Sampler reported = sampler(1, 5);
    Sampler unreported = sampler(1, 5);
    for (int trial = 0; trial < 20; trial++) {
      reported.tell(trial, 1, Outcome.of(loss(reported.sample(trial))));
      if (trial < 16) {
        unreported.tell(trial, 1, Outcome.of(loss(unreported.sample(trial))));
      }
    }
    assertThat(unreported.sample(20)).isEqualTo(reported.sample(20));
  }

  @Test
  void givenConfigurationsComeFirstAndAreFilledUp() {
    List<Configuration> given =
        List.of(
            new Configuration(Map.of("rate", 1e-3, "optimizer", "adam")),
            new Configuration(Map.of("size", 300L)));
    Sampler sampler = sampler(SPACE, 7, given, 1, List.of(), Metric.VAL_LOSS);
    Sampler random = new RandomSampler(SPACE, 7, given, Map.of());

    assertThat(sampler.sample(0).values()).containsAllEntriesOf(given.get(0).values());
    assertThat(sampler.sample(1).values()).containsEntry("size", 300L);
    assertThat(IntStream.range(0, startup()).mapToObj(sampler::sample))
        .containsExactlyElementsOf(IntStream.range(0, startup()).mapToObj(random::sample).toList());
  }

  @Test
  void aPriorIsFollowedWhileItsTrialsAreBetterAndLeftWhenTheyAreNot() {
    Map<String, Object> good = Map.of("rate", 1e-3, "size", 300L, "drop", 0.3, "optimizer", "sgd");
    Map<String, Object> wrong = Map.of("rate", 9e-2, "size", 20L, "drop", 0.9, "optimizer", "lion");

    assertThat(followed(good)).isGreaterThan(3 * followed(wrong)).isGreaterThan(repetitions() / 3);
  }

  /** How many trials of several searches are drawn near a prior although there are results. */
  private int followed(Map<String, Object> prior) {
    int followed = 0;
    for (int seed = 0; seed < repetitions() / 3; seed++) {
      List<Configuration> tried =
          run(
              sampler(SPACE, seed, List.of(), prior, 1, List.of(), Metric.VAL_LOSS),
              40,
              LearningSamplerTest::loss);
      Sampler random = new RandomSampler(SPACE, seed, List.of(), prior);
      assertThat(tried.subList(0, startup()))
          .isEqualTo(IntStream.range(0, startup()).mapToObj(random::sample).toList());
      for (int trial = startup(); trial < tried.size(); trial++) {
        followed += tried.get(trial).equals(random.sample(trial)) ? 1 : 0;
      }
    }
    return followed;
  }

  @Test
  void whatEarlierStudiesKnowKeepsNoPriorFromBeingTriedFirst() {
    List<Observation> earlier =
        IntStream.range(0, 20)
            .mapToObj(new RandomSampler(SPACE, 5)::sample)
            .map(tried -> new Observation("other", 1, tried, Outcome.of(loss(tried))))
            .toList();
    Sampler sampler =
        sampler(SPACE, 3, List.of(), Map.of("rate", 9e-2), 1, earlier, Metric.VAL_LOSS);

    assertThat(sampler.sample(0).values()).containsEntry("rate", 9e-2);
  }

  @Test
  void aTrialThatFailedIsShunned() {
    List<Configuration> configurations =
        run(
            sampler(3, 1),
            60,
            configuration ->
                configuration.values().get("optimizer").equals("sgd")
                    ? Double.NaN
                    : loss(configuration));

    assertThat(
            configurations.subList(20, 60).stream()
                .filter(configuration -> configuration.values().get("optimizer").equals("sgd")))
        .hasSizeLessThan(6);
  }

  @Test
  void whereAllFailTrialsAreRandom() {
    assertThat(run(sampler(3, 1), 30, configuration -> Double.NaN))
        .isEqualTo(run(new RandomSampler(SPACE, 3), 30, configuration -> Double.NaN));
  }

  @Test
  void earlierStudiesAreLearntFromAtOnce() {
    List<Observation> earlier =
        run(sampler(1, 1), 60, LearningSamplerTest::loss).stream()
            .map(tried -> new Observation("other", 3, tried, Outcome.of(loss(tried))))
            .toList();
    double[] warm = new double[repetitions() / 2];
    double[] cold = new double[repetitions() / 2];
    for (int seed = 0; seed < warm.length; seed++) {
      warm[seed] = best(sampler(SPACE, seed, List.of(), 1, earlier, Metric.VAL_LOSS), 10);
      cold[seed] = best(sampler(seed, 1), 10);
    }
    Arrays.sort(warm);
    Arrays.sort(cold);

    assertThat(warm[warm.length / 2]).isLessThan(0.25 * cold[warm.length / 2]);
  }

  @Test
  void higherIsBetterForAccuracies() {
    Sampler accuracy = sampler(SPACE, 2, List.of(), 1, List.of(), Metric.VAL_ACCURACY);

    assertThat(run(accuracy, 40, tried -> -loss(tried)))
        .isEqualTo(run(sampler(2, 1), 40, LearningSamplerTest::loss));
  }

  @Test
  void aSpaceWithoutAChoiceIsSampledAllTheSame() {
    SearchSpace nothing =
        new SearchSpace(
            Map.of(
                "a",
                new Distribution.Fixed(1L),
                "b",
                new Distribution.Uniform(1, Math.nextUp(1.0))));
    Sampler sampler = sampler(nothing, 2, List.of(), 1, List.of(), Metric.VAL_LOSS);

    assertThat(run(sampler, 30, tried -> 1))
        .allSatisfy(tried -> assertThat(tried.values()).isEqualTo(Map.of("a", 1L, "b", 1.0)));
  }

  final Sampler sampler(long seed, int window) {
    return sampler(SPACE, seed, List.of(), window, List.of(), Metric.VAL_LOSS);
  }

  private Sampler sampler(
      SearchSpace space,
      long seed,
      List<Configuration> startWith,
      int window,
      List<Observation> earlier,
      Metric metric) {
    return sampler(space, seed, startWith, Map.of(), window, earlier, metric);
  }

  private Sampler sampler(
      SearchSpace space,
      long seed,
      List<Configuration> startWith,
      Map<String, Object> prior,
      int window,
      List<Observation> earlier,
      Metric metric) {
    return sampler(
        new LearningSetup(
            space, seed, startWith, prior, window, earlier, metric, UnaryOperator.identity()));
  }

  /** The sampler under test. */
  abstract Sampler sampler(LearningSetup setup);

  /** How many results it needs. */
  abstract int startup();

  /** How many searches, or orders of results, are tried. */
  abstract int repetitions();
}
