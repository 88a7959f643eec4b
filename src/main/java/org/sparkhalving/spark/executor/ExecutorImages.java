package org.sparkhalving.spark.executor;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.broadcast.Broadcast;
import org.sparkhalving.input.LabelledImages;
import org.sparkhalving.training.ComputeDevice;
import org.sparkhalving.training.DeviceImages;

/**
 * The images on this process's devices: one copy for each broadcast and device, shared by all its
 * tasks.
 */
final class ExecutorImages {
  private record Key(long broadcast, ComputeDevice device) {}

  private static final Map<Key, DeviceImages> HELD = new ConcurrentHashMap<>();

  private ExecutorImages() {}

  /** The copy of a broadcast on a device, made when it is first asked for. */
  static DeviceImages of(Broadcast<LabelledImages> broadcast, ComputeDevice device) {
    return HELD.computeIfAbsent(
        new Key(broadcast.id(), device), key -> broadcast.value().on(device));
  }

  /** Frees all copies; for the end of the process, since a task that still runs would fail. */
  static void free() {
    HELD.values().forEach(DeviceImages::close);
    HELD.clear();
  }
}
