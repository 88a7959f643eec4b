package org.sparkhalving.report;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.space.Configuration;

/**
 * Adds what is under way to what the study's history has recorded, and estimates the time left.
 * Thread-safe; nothing here waits for anything.
 *
 * <p>Epochs may be reported twice, out of order or not at all: of a job under way, the highest
 * epoch counts. A job's outcome is in the history, and epochs that are reported after it are
 * ignored.
 */
final class Tally {
  private final LongSupplier nanos;
  private final long start;
  private final Map<Job, UnderWay> underWay =
      new TreeMap<>(Comparator.comparingInt(Job::trial).thenComparingInt(Job::rung));
  private Snapshot recorded;
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
    this.nanos = nanos;
    start = nanos.getAsLong();
    changed = start;
    slots = Math.max(1, plan.slots());
    recorded = plan.start();
  }

  /** From now on, {@code now} jobs run at a time. */
  synchronized void slots(int now) {
    slots = now;
  }

  /** A job is under way, whose trial has trained until {@code before}, if at all. */
  synchronized void jobStarted(
      Job job, Optional<EpochMetrics> before, Configuration configuration) {
    int epochs = before.map(EpochMetrics::epoch).orElse(0);
    int last = recorded.rungs().get(job.rung()).epochs();
    underWay.put(job, new UnderWay(job, epochs, last, configuration.values(), before));
  }

  /** An epoch of a job ended. */
  synchronized void epochEnded(Job job, EpochMetrics epoch) {
    UnderWay before = underWay.get(job);
    if (before != null && epoch.epoch() > before.epoch()) {
      underWay.put(job, before.with(epoch));
      if (!Double.isNaN(epoch.seconds())) {
        timedEpochs++;
        timedSeconds += epoch.seconds();
      }
      changed = nanos.getAsLong();
    }
  }

  /**
   * A job has its outcome; once for each.
   *
   * @param after what is recorded with it
   * @return the state after it
   */
  synchronized Moment jobEnded(Event.Outcome outcome, Snapshot after) {
    Job job = new Job(outcome.trial(), outcome.rung());
    outcome.lastEpoch().ifPresent(epoch -> epochEnded(job, epoch));
    underWay.remove(job);
    recorded = after;
    changed = nanos.getAsLong();
    return now();
  }

  /** No job is under way any more. */
  synchronized void jobsCancelled() {
    underWay.clear();
  }

  /**
   * The state at the end, without the epochs of jobs that have no outcome: nothing records them.
   */
  synchronized Moment atEnd() {
    underWay.clear();
    return now();
  }

  /** The state now. */
  synchronized Moment now() {
    long now = nanos.getAsLong();
    return new Moment(
        recorded,
        List.copyOf(underWay.values()),
        Duration.ofNanos(now - start),
        timedEpochs == 0 ? Optional.empty() : Optional.of(timeLeft(now)));
  }

  /**
   * The epochs left times the mean time of one, with as many trials at a time as there are slots
   * and trials.
   */
  private Duration timeLeft(long now) {
    List<Snapshot.Rung> rungs = recorded.rungs();
    long[] left = rungs.stream().mapToLong(Snapshot.Rung::epochsLeft).toArray();
    int repeats = recorded.outlook().repeats() - recorded.repeatsDone();
    long repeated = recorded.outlook().repeatedEpochsLeft(recorded.repeatsDone());
    for (UnderWay job : underWay.values()) {
      if (recorded.repeatOf(job.job().trial()).isPresent()) {
        repeated -= job.trained();
      } else {
        left[job.job().rung()] -= job.trained();
      }
    }
    double epochs = byTrialsAtATime(repeated, repeats);
    for (int rung = 0; rung < left.length; rung++) {
      epochs += byTrialsAtATime(left[rung], rungs.get(rung).trials() - rungs.get(rung).ended());
    }
    double seconds = epochs * timedSeconds / timedEpochs - (now - changed) / 1e9;
    return Duration.ofMillis(Math.round(1000 * Math.max(0, seconds)));
  }

  private double byTrialsAtATime(long epochs, int trials) {
    return (double) epochs / Math.max(1, Math.min(slots, trials));
  }
}
