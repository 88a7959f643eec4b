package org.sparkhalving.search.scheduler;

import java.util.SplittableRandom;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.Seeds;

/**
 * A halving to test with: its settings, and the outcome of every job that it could hand out, as a
 * function of the seed.
 *
 * @param values how many different metrics there are: few make ties
 * @param failures the share of jobs that fail
 */
record HalvingCase(
    int trials, Rungs rungs, int factor, Metric metric, int values, double failures, long seed) {

  /** A case of up to {@code mostTrials} trials. */
  static HalvingCase random(SplittableRandom random, int mostTrials) {
    int factor = 2 + random.nextInt(4);
    int min = 1 + random.nextInt(3);
    return new HalvingCase(
        1 + random.nextInt(mostTrials),
        Rungs.of(min, min + random.nextInt(40), factor),
        factor,
        random.nextBoolean() ? Metric.VAL_ACCURACY : Metric.VAL_LOSS,
        random.nextBoolean() ? 1_000_000 : 1 + random.nextInt(5),
        random.nextBoolean() ? 0 : random.nextDouble(),
        random.nextLong());
  }

  Halving halving() {
    return new Halving(HalvingPlan.of(trials, rungs, factor), metric);
  }

  AshaPromotion asha() {
    return new AshaPromotion(HalvingPlan.of(trials, rungs, factor), factor, metric);
  }

  /** What the job ends with. */
  Outcome outcome(Job job) {
    long hash = Seeds.of(Seeds.ofTrial(seed, job.trial()), "outcome", job.rung());
    if (Seeds.unit(hash) < failures) {
      return new Outcome.Failed();
    }
    return new Outcome.Reached(Math.floor(Seeds.unit(hash + 1) * values));
  }
}
