package org.sparkhalving.spark;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.storage.CheckpointReference;
import org.sparkhalving.storage.Event;

/**
 * What a task returns of its trial.
 *
 * @param epochs those trained in this job
 * @param checkpoint what was published; null when the trial failed
 * @param failure why the trial failed; null when it did not
 * @param message the failure in words; empty when it did not fail
 * @param place where it ran
 * @param trainSeconds wall time of training and evaluation
 * @param startedAt when the task began
 * @param endedAt when its checkpoint was published
 */
record TrialReport(
    ArrayList<EpochMetrics> epochs,
    CheckpointReference checkpoint,
    FailureReason failure,
    String message,
    Place place,
    double trainSeconds,
    Instant startedAt,
    Instant endedAt)
    implements Serializable {

  /** The device and host of a task. */
  record Place(String device, String host) implements Serializable {}

  /** The journal's event for it. */
  Event event(TrialOrder order) {
    double held = (endedAt.toEpochMilli() - startedAt.toEpochMilli()) / 1000.0;
    if (failure == null) {
      return new Event.Finished(
          order.trial(),
          order.rung(),
          List.copyOf(epochs),
          checkpoint,
          place.device(),
          place.host(),
          trainSeconds,
          held,
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
        held,
        startedAt,
        endedAt);
  }
}
