package org.sparkhalving.study;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Event;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;

/** Where jobs run. All methods are called by the study's loop alone, on one thread. */
public interface Backend {
  /** What the time is here, by which events are dated. */
  default Instant now() {
    return Instant.now();
  }

  /** How long to wait for an outcome before the loop looks for a request to stop, or new slots. */
  default Duration longestWait() {
    return Duration.ofMillis(500);
  }

  /**
   * How far apart journal objects are in the long run, see {@link EventBuffer}. A crash loses what
   * is held back: outcomes, whose jobs run again, and starts. Zero where each turn is an object.
   */
  default Duration recordedWithin() {
    return Duration.ZERO;
  }

  /**
   * Jobs of earlier sessions that continue as if nothing had happened, once they are submitted
   * again.
   */
  default Set<Job> underWay() {
    return Set.of();
  }

  /** How many jobs may run at once, now; at least 1. */
  int slots();

  /** How many of the jobs that were submitted wait until no other is left: they take no slot. */
  default int postponed() {
    return 0;
  }

  /** Starts a job; its outcome comes out of {@link #poll}, once. */
  void submit(Order order);

  /**
   * The next outcome; waits for it up to {@code timeout}. Who waits has submitted whatever can run:
   * postponed jobs may begin then, if no other runs.
   *
   * @throws RuntimeException when jobs cannot be run: what is wrong is not the trial's fault
   */
  Optional<Ended> poll(Duration timeout);

  /** Ends all running jobs; their outcomes do not come out any more. */
  void cancel();

  /**
   * How a job ended. Serializable, since executors report it.
   *
   * @param places where it ran: an executor and a device, as far as is known; of a doubtful failure
   *     what may be at fault instead of the trial
   * @param isDoubtful whether it is a failure of which others' outcomes may show that it is not the
   *     trial's fault, see {@link Doubts}
   */
  record Ended(Event.Outcome outcome, Set<String> places, boolean isDoubtful)
      implements Serializable {
    /** An outcome that is the trial's own. */
    public static Ended of(Event.Outcome outcome, Set<String> places) {
      return new Ended(outcome, places, false);
    }

    /** The same by the driver's clock, in which it ended at {@code at}. */
    public Ended endingAt(Instant at) {
      return new Ended(outcome.endingAt(at), places, isDoubtful);
    }
  }

  /**
   * A job to be run. Serializable, since executors carry it out.
   *
   * @param trial trial number
   * @param rung rung number
   * @param target epochs to be completed at the end
   * @param from the checkpoint to continue from; null for a fresh trial
   * @param record the trial's epochs that are on record, in order from the first
   * @param gpu the GPU that the backend has given it; null where it gives none
   */
  record Order(
      int trial,
      int rung,
      int target,
      CheckpointReference from,
      List<EpochMetrics> record,
      Integer gpu)
      implements Serializable {
    /** Takes a copy of the epochs. */
    public Order {
      record = List.copyOf(record);
    }

    /** An order without a GPU of its own. */
    public Order(
        int trial, int rung, int target, CheckpointReference from, List<EpochMetrics> record) {
      this(trial, rung, target, from, record, null);
    }

    /** The same, to be carried out on a GPU. */
    public Order on(int address) {
      return new Order(trial, rung, target, from, record, address);
    }

    /** Which job of the study it is. */
    public Job job() {
      return new Job(trial, rung);
    }
  }
}
