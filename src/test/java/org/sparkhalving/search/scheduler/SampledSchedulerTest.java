package org.sparkhalving.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.sampler.GpSampler;
import org.sparkhalving.search.sampler.LearningSetup;
import org.sparkhalving.search.sampler.NearestRows;
import org.sparkhalving.search.sampler.RandomSampler;
import org.sparkhalving.search.sampler.Sampler;
import org.sparkhalving.search.sampler.TpeSampler;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

class SampledSchedulerTest {
  private static final int TRIALS = 40;
  private static final SearchSpace SPACE =
      new SearchSpace(
          Map.of(
              "rate", new Distribution.LogUniform(1e-4, 1),
              "size", new Distribution.RandInt(1, 100)));

  private static SampledScheduler study(Sampler sampler) {
    Rungs rungs = Rungs.of(1, 8, 2);
    return new SampledScheduler(
        new Halving(HalvingPlan.of(TRIALS, rungs, 2), Metric.VAL_LOSS), sampler);
  }

  private static SampledScheduler study(int window) {
    return study(
        new TpeSampler(
            new LearningSetup(
                SPACE,
                3,
                List.of(),
                Map.of(),
                window,
                List.of(),
                Metric.VAL_LOSS,
                UnaryOperator.identity())));
  }

  /** Some trials fail, in their first or a later rung; others are better in later rungs. */
  private static Outcome outcome(SampledScheduler study, Job job) {
    Map<String, Object> values = study.sampler().sample(job.trial()).values();
    if (((long) values.get("size") + job.rung()) % 7 == 0) {
      return new Outcome.Failed();
    }
    double rate = Math.log10((double) values.get("rate")) + 2;
    return new Outcome.Reached(rate * rate + (long) values.get("size") * 0.01 - job.rung());
  }

  @Test
  void anyOrderAndAnySlotsGiveTheSameTrialsAndDecisions() {
    for (int window : new int[] {1, 4, 16}) {
      List<String> expected = run(study(window), 1, new Random(0));
      for (int schedule = 0; schedule < 100; schedule++) {
        assertThat(run(study(window), 1 + schedule % 20, new Random(schedule))).isEqualTo(expected);
      }
    }
  }

  @Test
  void aProcessOverRecordedConfigurationsGivesTheSameTrialsOnAnySlots() {
    List<Configuration> rows =
        IntStream.range(0, 90)
            .mapToObj(
                row ->
                    new Configuration(
                        Map.of(
                            "rate", StrictMath.pow(10, -row / 25.0), "size", 1L + row * 37 % 99)))
            .toList();
    List<String> expected = run(process(rows), 1, new Random(0));
    int schedule = 0;
    for (int slots : new int[] {1, 3, 8, 64, 1, 3, 8, 64}) {
      assertThat(run(process(rows), slots, new Random(++schedule))).isEqualTo(expected);
    }
  }

  private static SampledScheduler process(List<Configuration> rows) {
    return study(
        new GpSampler(
            new LearningSetup(
                SPACE,
                3,
                List.of(),
                Map.of(),
                4,
                List.of(),
                Metric.VAL_LOSS,
                new NearestRows(SPACE, rows))));
  }

  private static List<String> run(SampledScheduler study, int slots, Random random) {
    List<Job> ready = new ArrayList<>(study.start());
    List<Job> running = new ArrayList<>();
    while (!study.isFinished()) {
      while (running.size() < slots && !ready.isEmpty()) {
        running.add(ready.remove(random.nextInt(ready.size())));
      }
      Job job = running.remove(random.nextInt(running.size()));
      ready.addAll(study.tell(job, outcome(study, job)));
    }
    List<String> lines = new ArrayList<>();
    study.decisions().forEach(decision -> lines.add(decision.toString()));
    IntStream.range(0, TRIALS)
        .mapToObj(trial -> study.state(trial) + " " + study.sampler().sample(trial))
        .forEach(lines::add);
    return lines;
  }

  @Test
  void aFirstJobWaitsUntilItsConfigurationIsKnown() {
    SampledScheduler study = study(2);
    assertThat(study.start()).extracting(Job::trial).hasSize(11).endsWith(10);

    for (int trial = 0; trial < 9; trial++) {
      assertThat(study.tell(new Job(trial, 0), new Outcome.Reached(trial))).isEmpty();
    }
    assertThat(study.tell(new Job(10, 0), new Outcome.Reached(10))).isEmpty();
    assertThat(study.tell(new Job(9, 0), new Outcome.Reached(9)))
        .containsExactly(new Job(11, 0), new Job(12, 0));
  }

  @Test
  void promotionsComeBeforeFirstJobs() {
    SampledScheduler study = study(1);
    List<Job> ready = new ArrayList<>(study.start());
    List<Job> mixed = List.of();
    while (mixed.size() < 2) {
      Job job = ready.remove(0);
      mixed = study.tell(job, new Outcome.Reached(job.trial() + 100.0 * job.rung()));
      ready.addAll(mixed);
    }
    assertThat(mixed.get(0).rung()).isEqualTo(1);
    assertThat(mixed.get(1).rung()).isZero();
  }

  @Test
  void nothingWaitsForASamplerThatDoesNotLearn() {
    assertThat(study(new RandomSampler(SPACE, 1)).start()).hasSize(TRIALS);
  }
}
