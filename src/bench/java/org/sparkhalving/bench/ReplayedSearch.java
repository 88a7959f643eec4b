package org.sparkhalving.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.Standing;
import org.sparkhalving.search.scheduler.Scheduler;
import org.sparkhalving.search.space.Configuration;

/**
 * A search on recorded curves in virtual time: trial k is curve k, and one trial, the straggler,
 * takes ten times its time. The highest rung and then the lowest trial starts first, as in a study.
 */
final class ReplayedSearch {
  private static final double STRAGGLER = 10;

  private final Scheduler scheduler;
  private final Metric metric;
  private final List<Curve> curves;
  private final int slots;
  private final int straggler;
  private final int[] trained;
  private final PriorityQueue<Job> ready = new PriorityQueue<>(Job.startOrder());
  private final PriorityQueue<Running> running =
      new PriorityQueue<>(
          Comparator.comparingDouble(Running::end).thenComparingInt(run -> run.job().trial()));

  /** A trial's configuration, and percent and seconds of each epoch. */
  record Curve(Configuration configuration, List<Double> accuracies, List<Double> seconds) {
    double accuracy(int epoch) {
      return accuracies.get(epoch - 1);
    }

    /** The same with the best accuracy so far in place of each. */
    Curve bestSoFar() {
      List<Double> best = new ArrayList<>(accuracies);
      for (int index = 1; index < best.size(); index++) {
        best.set(index, Math.max(best.get(index - 1), best.get(index)));
      }
      return new Curve(configuration, best, seconds);
    }
  }

  private record Running(Job job, double end) {}

  /**
   * How a search went.
   *
   * @param epochs how many were trained
   * @param chosen the trial with the best last epoch
   * @param accuracy of that epoch
   * @param idle share of the slots' time that nothing ran in, while a trial was not begun
   * @param tail share of the whole time after the last trial was begun
   * @param seconds the whole time
   */
  record Result(
      long epochs, Curve chosen, double accuracy, double idle, double tail, double seconds) {}

  ReplayedSearch(Scheduler scheduler, Metric metric, List<Curve> curves, int slots, int straggler) {
    this.scheduler = scheduler;
    this.metric = metric;
    this.curves = curves;
    this.slots = slots;
    this.straggler = straggler;
    this.trained = new int[curves.size()];
  }

  Result run() {
    ready.addAll(scheduler.start());
    double now = 0;
    double idle = 0;
    double lastBegun = 0;
    int begun = 0;
    while (!scheduler.isFinished()) {
      while (running.size() < slots && !ready.isEmpty()) {
        Job job = ready.poll();
        if (trained[job.trial()] == 0) {
          begun++;
          lastBegun = now;
        }
        running.add(new Running(job, now + seconds(job)));
      }
      Running next = running.poll();
      if (begun < curves.size()) {
        idle += (slots - running.size() - 1) * (next.end() - now);
      }
      now = next.end();
      trained[next.job().trial()] = epochs(next.job());
      ready.addAll(scheduler.tell(next.job(), new Outcome.Reached(metricOf(next.job().trial()))));
    }
    return new Result(
        Arrays.stream(trained).asLongStream().sum(),
        curves.get(chosen()),
        metricOf(chosen()),
        lastBegun == 0 ? 0 : idle / (lastBegun * slots),
        (now - lastBegun) / now,
        now);
  }

  private double seconds(Job job) {
    double seconds = 0;
    for (int epoch = trained[job.trial()]; epoch < epochs(job); epoch++) {
      seconds += curves.get(job.trial()).seconds().get(epoch);
    }
    return job.trial() == straggler ? STRAGGLER * seconds : seconds;
  }

  private int epochs(Job job) {
    return scheduler.rungs().epochs().get(job.rung());
  }

  private double metricOf(int trial) {
    return curves.get(trial).accuracy(trained[trial]);
  }

  private int chosen() {
    List<Standing> standings = new ArrayList<>();
    for (int trial = 0; trial < curves.size(); trial++) {
      standings.add(new Standing(trial, metricOf(trial)));
    }
    return standings.stream().min(Standing.bestFirst(metric)).orElseThrow().trial();
  }
}
