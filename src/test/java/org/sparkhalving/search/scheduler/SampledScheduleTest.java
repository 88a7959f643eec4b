package org.sparkhalving.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.search.sampler.GpSampler;
import org.sparkhalving.search.sampler.LearningSetup;
import org.sparkhalving.search.sampler.NearestRows;
import org.sparkhalving.search.sampler.Observation;
import org.sparkhalving.search.sampler.RandomSampler;
import org.sparkhalving.search.space.Condition;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

/**
 * Random searches by Gaussian processes, each played in random orders: on any number of slots,
 * whichever job ends first, with trials that fail and sessions that end in the middle, trials and
 * decisions are those of one slot and one session.
 */
class SampledScheduleTest {
  /** How many schedules are played; {@code -Dschedules=10000} plays more. */
  private static final int SCHEDULES = Integer.getInteger("schedules", 1_500);

  private static final int ORDERS = 9;
  private static final SearchSpace SPACE = space();

  private static SearchSpace space() {
    Map<String, Distribution> space = new LinkedHashMap<>();
    space.put("rate", new Distribution.LogUniform(1e-4, 1));
    space.put("kind", new Distribution.Choice(List.of("a", "b")));
    space.put("size", new Distribution.RandInt(1, 9));
    return new SearchSpace(space, Map.of("size", List.of(new Condition("kind", List.of("b")))));
  }

  @Test
  void randomSchedulesGiveTheTrialsAndDecisionsOfOneSlot() {
    for (int seed = 0; seed < SCHEDULES / (ORDERS + 1); seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Case search = Case.random(seed, random);
      List<String> expected = new Play(search, 1, false, new SplittableRandom(seed)).end();
      for (int order = 0; order < ORDERS; order++) {
        int slots = 1 + random.nextInt(random.nextBoolean() ? 4 : search.trials());
        assertThat(new Play(search, slots, random.nextBoolean(), random.split()).end())
            .as("order %s of %s", order, search)
            .isEqualTo(expected);
      }
    }
  }

  /**
   * A search.
   *
   * @param values how many different metrics there are: few make ties
   * @param failures the share of jobs that fail
   * @param rows how many recorded configurations trials are taken from; 0 where they are not
   */
  private record Case(
      long seed,
      int trials,
      SchedulerSettings scheduler,
      int window,
      List<Configuration> startWith,
      Map<String, Object> prior,
      List<Observation> earlier,
      int values,
      double failures,
      int rows) {

    static Case random(long seed, SplittableRandom random) {
      List<SchedulerSettings.Type> types =
          List.of(
              new SchedulerSettings.SuccessiveHalving(),
              new SchedulerSettings.Promotion(),
              new SchedulerSettings.Brackets(),
              new SchedulerSettings.None());
      Metric metric = random.nextBoolean() ? Metric.VAL_ACCURACY : Metric.VAL_LOSS;
      Configuration given = new Configuration(Map.of("rate", 0.1));
      int trials = 8 + random.nextInt(9);
      return new Case(
          seed,
          trials,
          new SchedulerSettings(
              types.get(random.nextInt(types.size())),
              1,
              1 + random.nextInt(9),
              2 + random.nextInt(2),
              Criterion.last(metric)),
          1 + random.nextInt(4),
          random.nextBoolean() ? List.of() : List.of(given, given),
          random.nextBoolean() ? Map.of() : Map.of("rate", 0.01, "size", 5L),
          earlier(seed, random.nextInt(7)),
          random.nextBoolean() ? 1_000_000 : 1 + random.nextInt(4),
          random.nextBoolean() ? 0 : random.nextDouble(),
          random.nextBoolean() ? 0 : trials + random.nextInt(20));
    }

    private static List<Observation> earlier(long seed, int count) {
      RandomSampler others = new RandomSampler(SPACE, seed + 1);
      return IntStream.range(0, count)
          .mapToObj(trial -> new Observation("other", 1, others.sample(trial), Outcome.of(trial)))
          .toList();
    }

    SampledScheduler study() {
      UnaryOperator<Configuration> realized = UnaryOperator.identity();
      if (rows > 0) {
        RandomSampler recorded = new RandomSampler(SPACE, seed + 2);
        realized =
            new NearestRows(SPACE, IntStream.range(0, rows).mapToObj(recorded::sample).toList());
      }
      return new SampledScheduler(
          scheduler.scheduler(trials),
          new GpSampler(
              new LearningSetup(
                  SPACE, seed, startWith, prior, window, earlier, scheduler.metric(), realized)));
    }

    /** What a job ends with, by what the trial tries. */
    Outcome outcome(Job job, Configuration tried) {
      long hash = Seeds.of(Seeds.of(seed, tried.toString(), job.trial()), "outcome", job.rung());
      return Seeds.unit(hash) < failures
          ? new Outcome.Failed()
          : new Outcome.Reached(Math.floor(Seeds.unit(hash + 1) * values));
    }
  }

  /** A search on its way to the end. */
  private static final class Play {
    private final Case search;
    private final Map<Job, Outcome> told = new LinkedHashMap<>();
    private final List<Job> ready = new ArrayList<>();
    private final List<Job> running = new ArrayList<>();
    private SampledScheduler study;

    /**
     * Plays a search.
     *
     * @param breaks whether sessions end in the middle, with what is running
     */
    Play(Case search, int slots, boolean breaks, SplittableRandom random) {
      this.search = search;
      study = search.study();
      ready.addAll(study.start());
      while (!study.isFinished()) {
        while (running.size() < slots && !ready.isEmpty()) {
          running.add(ready.remove(random.nextInt(ready.size())));
        }
        Job job = running.remove(random.nextInt(running.size()));
        told.put(job, search.outcome(job, study.sampler().sample(job.trial())));
        ready.addAll(study.tell(job, told.get(job)));
        if (breaks && random.nextInt(12) == 0) {
          resume();
        }
      }
    }

    /** Another session has the outcomes alone, in their order; what was running is begun again. */
    private void resume() {
      study = search.study();
      List<Job> open = new ArrayList<>(study.start());
      told.forEach((job, outcome) -> open.addAll(study.tell(job, outcome)));
      open.removeAll(told.keySet());
      ready.addAll(running);
      running.clear();
      assertThat(new HashSet<>(open)).as("%s", search).isEqualTo(new HashSet<>(ready));
    }

    /** All decisions, and what each trial tried and became. */
    List<String> end() {
      List<String> lines = new ArrayList<>();
      study.decisions().forEach(decision -> lines.add(decision.toString()));
      IntStream.range(0, search.trials())
          .mapToObj(trial -> study.state(trial) + " " + study.sampler().sample(trial))
          .forEach(lines::add);
      return lines;
    }
  }
}
