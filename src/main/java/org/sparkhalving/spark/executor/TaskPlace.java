package org.sparkhalving.spark.executor;

import java.util.Set;
import org.apache.spark.SparkEnv;
import org.sparkhalving.storage.lock.HostName;
import org.sparkhalving.training.ComputeDevice;

/** The device, host and executor of a task. */
public record TaskPlace(String device, String host, String executor) {
  /** Spark's name for the executor that is the driver's process. */
  private static final String DRIVER = "driver";

  /** Where the calling task trains on {@code device}. */
  public static TaskPlace here(ComputeDevice device) {
    return new TaskPlace(device.toString(), HostName.local(), SparkEnv.get().executorId());
  }

  /** Whether the process is the driver's. */
  boolean isDriver() {
    return executor.equals(DRIVER);
  }

  /** The device with its host, as messages name it. */
  String deviceAndHost() {
    return device + " of " + host;
  }

  /** What may be at fault when a trial crashes there. */
  public Set<String> names() {
    return Set.of(deviceAndHost(), "executor " + executor);
  }
}
