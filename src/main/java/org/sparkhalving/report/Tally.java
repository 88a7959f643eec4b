package org.sparkhalving.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Standing;

/**
 * Counts what a study has done and estimates what is left. Thread-safe; nothing here waits for
 * anything.
 *
 * <p>Epochs may be told twice, out of order or not at all: of a job under way, the highest epoch
 * counts; a job's outcome settles it, and what is told after it is ignored. A failed trial leaves
 * its places in the rungs above empty as in the search: a rung has at most as many trials as came
 * through the one below it.
 */
final class Tally {
  private final Plan plan;
  private final LongSupplier nanos;
  private final long start;
  private final int[] ended;
  private final int[] failed;
  private final Map<Job, Integer> highest = new HashMap<>();
  private final Set<Job> settled = new HashSet<>();
  private final Map<Integer, Standing> standings = new HashMap<>();
  private final TreeSet<Standing> ranking;
  private long settledEpochs;
  private long timedEpochs;
  private double timedSeconds;
  private long changed;

  /**
   * The state that a plan begins with.
   *
   * @param nanos a clock that never goes back, in nanoseconds
   */
  Tally(Plan plan, LongSupplier nanos) {
    this.plan = plan;
    this.nanos = nanos;
    ranking = new TreeSet<>(Standing.bestFirst(plan.metric()));
    start = nanos.getAsLong();
    changed = start;
    ended = new int[plan.rungs()];
    failed = new int[plan.rungs()];
    plan.before().forEach(this::takeOver);
  }

  private void takeOver(Plan.Trained trained) {
    for (int rung = 0; rung <= trained.rung(); rung++) {
      ended[rung]++;
      settled.add(new Job(trained.trial(), rung));
    }
    settledEpochs += trained.last().map(EpochMetrics::epoch).orElse(0);
    if (trained.failure().isPresent()) {
      failed[trained.rung()]++;
    } else {
      rank(trained.trial(), trained.last());
    }
  }

  /** An epoch of a job ended. */
  synchronized void epochEnded(Job job, EpochMetrics epoch) {
    if (!settled.contains(job) && epoch.epoch() > reached(job)) {
      highest.put(job, Math.min(epoch.epoch(), plan.rungEpochs().get(job.rung())));
      timedEpochs++;
      timedSeconds += epoch.seconds();
      changed = nanos.getAsLong();
    }
  }

  /**
   * A job has its outcome; once for each.
   *
   * @param last the trial's last epoch, if it has one
   * @param succeeded whether it reached the rung
   * @return the state after it
   */
  synchronized Snapshot jobEnded(Job job, Optional<EpochMetrics> last, boolean succeeded) {
    last.ifPresent(epoch -> epochEnded(job, epoch));
    settledEpochs += reached(job) - plan.base(job.rung());
    highest.remove(job);
    settled.add(job);
    ended[job.rung()]++;
    if (succeeded) {
      rank(job.trial(), last);
    } else {
      failed[job.rung()]++;
      unrank(job.trial());
    }
    changed = nanos.getAsLong();
    return snapshot();
  }

  private void rank(int trial, Optional<EpochMetrics> last) {
    last.map(epoch -> new Standing(trial, plan.metric().of(epoch)))
        .ifPresent(
            standing -> {
              unrank(trial);
              standings.put(trial, standing);
              ranking.add(standing);
            });
  }

  private void unrank(int trial) {
    Optional.ofNullable(standings.remove(trial)).ifPresent(ranking::remove);
  }

  private int reached(Job job) {
    return highest.getOrDefault(job, plan.base(job.rung()));
  }

  /** The state now. */
  synchronized Snapshot snapshot() {
    long now = nanos.getAsLong();
    List<Snapshot.Rung> rungs = rungs();
    long[] epochsLeft = epochsLeft(rungs);
    long left = 0;
    long done = settledEpochs;
    for (long epochs : epochsLeft) {
      left += epochs;
    }
    for (Map.Entry<Job, Integer> running : highest.entrySet()) {
      done += running.getValue() - plan.base(running.getKey().rung());
    }
    return new Snapshot(
        rungs,
        done,
        left,
        ranking.stream().findFirst().filter(best -> !Double.isNaN(best.metric())),
        Duration.ofNanos(now - start),
        timedEpochs == 0 ? Optional.empty() : Optional.of(timeLeft(rungs, epochsLeft, now)));
  }

  private List<Snapshot.Rung> rungs() {
    List<Snapshot.Rung> rungs = new ArrayList<>();
    int through = plan.trials();
    for (int rung = 0; rung < plan.rungs(); rung++) {
      int trials = Math.min(plan.rungSizes().get(rung), through);
      rungs.add(new Snapshot.Rung(plan.rungEpochs().get(rung), trials, ended[rung], failed[rung]));
      through = trials - failed[rung];
    }
    return rungs;
  }

  private long[] epochsLeft(List<Snapshot.Rung> rungs) {
    long[] left = new long[rungs.size()];
    for (int rung = 0; rung < left.length; rung++) {
      int jobs = rungs.get(rung).trials() - rungs.get(rung).ended();
      left[rung] = (long) jobs * plan.epochsIn(rung);
    }
    highest.forEach((job, epoch) -> left[job.rung()] -= epoch - plan.base(job.rung()));
    return left;
  }

  /**
   * Epochs left at the mean time of one, as many trials at a time as there are slots and trials.
   */
  private Duration timeLeft(List<Snapshot.Rung> rungs, long[] epochsLeft, long now) {
    double epochs = 0;
    for (int rung = 0; rung < epochsLeft.length; rung++) {
      int trials = rungs.get(rung).trials() - rungs.get(rung).ended();
      epochs += (double) epochsLeft[rung] / Math.max(1, Math.min(plan.slots(), trials));
    }
    double seconds = epochs * timedSeconds / timedEpochs - (now - changed) / 1e9;
    return Duration.ofMillis(Math.round(1000 * Math.max(0, seconds)));
  }
}
