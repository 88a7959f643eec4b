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
import org.sparkhalving.search.scheduler.Outlook;

/**
 * Counts what a study has done and estimates what is left. Thread-safe; nothing here waits for
 * anything.
 *
 * <p>Epochs may be told twice, out of order or not at all: of a job under way, the highest epoch
 * counts; a job's outcome settles it, and what is told after it is ignored. How many trials come to
 * a rung is what the scheduler expected last.
 */
final class Tally {
  private final Plan plan;
  private final LongSupplier nanos;
  private final long start;
  private final int[] ended;
  private final int[] failed;
  private final Map<Job, Integer> highest = new HashMap<>();
  private final Set<Job> settled = new HashSet<>();
  private final int[] begun;
  private final Map<Integer, Integer> settledByTrial = new HashMap<>();
  private final Map<Integer, Standing> standings = new HashMap<>();
  private final TreeSet<Standing> ranking;
  private Outlook outlook;
  private long settledEpochs;
  private long timedEpochs;
  private double timedSeconds;
  private long changed;
  private int slots;

  /**
   * The state that a plan begins with.
   *
   * @param nanos a clock that never goes back, in nanoseconds
   */
  Tally(Plan plan, LongSupplier nanos) {
    this.plan = plan;
    this.nanos = nanos;
    start = nanos.getAsLong();
    changed = start;
    slots = Math.max(1, plan.slots());
    ended = new int[plan.rungs()];
    failed = new int[plan.rungs()];
    begun = new int[plan.rungs()];
    ranking = new TreeSet<>(Standing.bestFirst(plan.metric()));
    outlook = plan.outlook();
    plan.before().forEach(this::takeOver);
  }

  private void takeOver(Plan.Trained trained) {
    begun[trained.firstRung()]++;
    for (int rung = trained.firstRung(); rung <= trained.rung(); rung++) {
      ended[rung]++;
      settled.add(new Job(trained.trial(), rung));
    }
    settle(trained.trial(), trained.last().map(EpochMetrics::epoch).orElse(0));
    if (trained.failure().isPresent()) {
      failed[trained.rung()]++;
    } else {
      rank(trained.trial(), trained.last());
    }
  }

  private void settle(int trial, int epochs) {
    settledEpochs += epochs - before(trial);
    settledByTrial.put(trial, epochs);
  }

  /** The epoch that a trial's next job goes on from. */
  private int before(int trial) {
    return settledByTrial.getOrDefault(trial, 0);
  }

  /** The scheduler's expectation now. */
  synchronized void expect(Outlook expected) {
    outlook = expected;
  }

  /** So many jobs run at a time from now on. */
  synchronized void slots(int now) {
    slots = now;
  }

  /** An epoch of a job ended. */
  synchronized void epochEnded(Job job, EpochMetrics epoch) {
    if (!settled.contains(job) && epoch.epoch() > reached(job)) {
      highest.put(job, Math.min(epoch.epoch(), plan.epochs(job.rung())));
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
    begun[job.rung()] += settledByTrial.containsKey(job.trial()) ? 0 : 1;
    settle(job.trial(), reached(job));
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
    unrank(trial);
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
    return highest.getOrDefault(job, before(job.trial()));
  }

  /** The state at the end: epochs of jobs that have no outcome then are recorded nowhere. */
  synchronized Snapshot recorded() {
    highest.clear();
    return snapshot();
  }

  /** The state now. */
  synchronized Snapshot snapshot() {
    long now = nanos.getAsLong();
    List<Snapshot.Rung> rungs = rungs();
    long[] epochsLeft = epochsLeft();
    long left = 0;
    long done = settledEpochs;
    for (long epochs : epochsLeft) {
      left += epochs;
    }
    for (Map.Entry<Job, Integer> running : highest.entrySet()) {
      done += running.getValue() - before(running.getKey().trial());
    }
    return new Snapshot(
        rungs,
        done,
        left,
        outlook.isExact(),
        ranking.stream().findFirst().filter(best -> !Double.isNaN(best.metric())),
        Duration.ofNanos(now - start),
        timedEpochs == 0 ? Optional.empty() : Optional.of(timeLeft(rungs, epochsLeft, now)));
  }

  private List<Snapshot.Rung> rungs() {
    List<Snapshot.Rung> rungs = new ArrayList<>();
    for (Outlook.Rung rung : outlook.rungs()) {
      int number = rungs.size();
      rungs.add(new Snapshot.Rung(rung.epochs(), rung.trials(), ended[number], failed[number]));
    }
    return rungs;
  }

  private long[] epochsLeft() {
    long[] left = new long[plan.rungs()];
    for (int rung = 0; rung < left.length; rung++) {
      left[rung] = outlook.epochsLeft(rung, ended[rung], begun[rung]);
    }
    highest.forEach((job, epoch) -> left[job.rung()] -= epoch - before(job.trial()));
    return left;
  }

  /**
   * Epochs left at the mean time of one, as many trials at a time as there are slots and trials.
   */
  private Duration timeLeft(List<Snapshot.Rung> rungs, long[] epochsLeft, long now) {
    double epochs = 0;
    for (int rung = 0; rung < epochsLeft.length; rung++) {
      int trials = rungs.get(rung).trials() - rungs.get(rung).ended();
      epochs += (double) epochsLeft[rung] / Math.max(1, Math.min(slots, trials));
    }
    double seconds = epochs * timedSeconds / timedEpochs - (now - changed) / 1e9;
    return Duration.ofMillis(Math.round(1000 * Math.max(0, seconds)));
  }
}
