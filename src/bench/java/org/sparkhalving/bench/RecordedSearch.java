package org.sparkhalving.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.ToIntFunction;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.sampler.Sampler;
import org.sparkhalving.search.scheduler.SampledScheduler;
import org.sparkhalving.search.scheduler.Scheduler;
import org.sparkhalving.search.space.Configuration;

/**
 * One search of a table of recorded trials, in which an epoch takes as long as any other. The
 * sampler learns the results of what it proposed, as other systems' searches of such a table do.
 */
final class RecordedSearch {
  private final SampledScheduler scheduler;
  private final Sampler sampler;
  private final int slots;
  private final double[][] losses;
  private final ToIntFunction<Configuration> take;
  private final List<Integer> rows = new ArrayList<>();
  private final Map<Integer, Integer> reached = new HashMap<>();
  private long nanos;

  private record Running(Job job, long end) {}

  /**
   * A search before its first trial.
   *
   * @param losses each row's loss after each epoch
   * @param take gives the row of a proposed configuration, asked for trial by trial
   */
  RecordedSearch(
      Scheduler scheduler,
      Sampler sampler,
      int slots,
      double[][] losses,
      ToIntFunction<Configuration> take) {
    this.scheduler = new SampledScheduler(scheduler, sampler);
    this.sampler = sampler;
    this.slots = slots;
    this.losses = losses;
    this.take = take;
  }

  /** The last loss of the trial with the least one seen, less the least last loss of the table. */
  double regret() {
    PriorityQueue<Job> ready = new PriorityQueue<>(Job.startOrder());
    PriorityQueue<Running> running =
        new PriorityQueue<>(
            Comparator.comparingLong(Running::end).thenComparingInt(one -> one.job().trial()));
    ready.addAll(scheduler.start());
    double least = Double.POSITIVE_INFINITY;
    double chosen = Double.POSITIVE_INFINITY;
    long now = 0;
    while (!scheduler.isFinished()) {
      while (running.size() < slots && !ready.isEmpty()) {
        Job job = ready.remove();
        takeTo(job.trial());
        running.add(new Running(job, now + end(job) - reached.getOrDefault(job.trial(), 0)));
      }
      Running next = running.remove();
      now = next.end();
      int epochs = end(next.job());
      reached.put(next.job().trial(), epochs);
      double[] curve = losses[rows.get(next.job().trial())];
      double seen = Arrays.stream(curve, 0, epochs).min().orElseThrow();
      if (seen < least) {
        least = seen;
        chosen = last(curve);
      }
      long before = System.nanoTime();
      ready.addAll(scheduler.tell(next.job(), Outcome.of(seen)));
      nanos += System.nanoTime() - before;
    }
    return chosen - Arrays.stream(losses).mapToDouble(RecordedSearch::last).min().orElseThrow();
  }

  /** The seconds of the search's own work so far. */
  double seconds() {
    return nanos / 1e9;
  }

  private static double last(double[] curve) {
    return curve[curve.length - 1];
  }

  private int end(Job job) {
    return scheduler.rungs().epochs().get(job.rung());
  }

  /** Rows are taken in the order of trials. */
  private void takeTo(int trial) {
    while (rows.size() <= trial) {
      long before = System.nanoTime();
      Configuration proposed = sampler.sample(rows.size());
      nanos += System.nanoTime() - before;
      rows.add(take.applyAsInt(proposed));
    }
  }
}
