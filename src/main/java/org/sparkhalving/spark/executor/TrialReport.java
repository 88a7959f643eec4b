package org.sparkhalving.spark.executor;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Event;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;

/**
 * What a task returns of its trial.
 *
 * @param epochs those trained in this job
 * @param checkpoint what was published; null when the trial failed
 * @param failure why the trial failed; null when it did not
 * @param message the failure in words; empty when it did not fail
 * @param place where it ran
 * @param trainSeconds wall time of training and evaluation
 * @param held for how long the task held its device, until its checkpoint was published
 */
public record TrialReport(
    ArrayList<EpochMetrics> epochs,
    CheckpointReference checkpoint,
    FailureReason failure,
    String message,
    Place place,
    double trainSeconds,
    Duration held)
    implements Serializable {

  /** The device, host and executor of a task. */
  public record Place(String device, String host, String executor) implements Serializable {
    /** The device with its host, as messages name it. */
    String deviceAndHost() {
      return device + " of " + host;
    }

    /** What may be at fault when a trial crashes there. */
    public Set<String> names() {
      return Set.of(deviceAndHost(), "executor " + executor);
    }
  }

  /**
   * The journal's event for it. Its times are by the driver's clock, since executors' may differ.
   *
   * @param endedAt when the driver heard of it
   */
  public Event.Outcome event(TrialOrder order, Instant endedAt) {
    Instant startedAt = endedAt.minus(held);
    double heldSeconds = held.toMillis() / 1000.0;
    if (failure == null) {
      return new Event.Finished(
          order.trial(),
          order.rung(),
          List.copyOf(epochs),
          checkpoint,
          place.device(),
          place.host(),
          trainSeconds,
          heldSeconds,
          startedAt,
          endedAt);
    }
    return new Event.Failed(
        order.trial(),
        order.rung(),
        failure,
        message,
        List.copyOf(epochs),
        place.device(),
        place.host(),
        trainSeconds,
        heldSeconds,
        startedAt,
        endedAt);
  }
}
