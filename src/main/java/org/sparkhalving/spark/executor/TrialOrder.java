package org.sparkhalving.spark.executor;

import java.io.Serializable;
import java.util.OptionalInt;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.search.Job;

/**
 * What one task is to do with its trial.
 *
 * @param trial trial number
 * @param rung rung number
 * @param target epochs to be completed at the end
 * @param from the checkpoint to continue from; null for a fresh trial
 * @param gpu the GPU that the driver gives it in local mode, −1 where Spark gives addresses to
 *     tasks
 */
public record TrialOrder(int trial, int rung, int target, CheckpointReference from, int gpu)
    implements Serializable {

  /** Which job of the study it is. */
  public Job job() {
    return new Job(trial, rung);
  }

  /** The GPU that the driver gives, if it does. */
  OptionalInt gpuFromDriver() {
    return gpu < 0 ? OptionalInt.empty() : OptionalInt.of(gpu);
  }
}
