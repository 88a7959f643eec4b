package org.sparkhalving.spark.executor;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkhalving.doctor.DeviceFacts;
import org.sparkhalving.doctor.EngineFacts;
import org.sparkhalving.doctor.ExecutorFacts;
import org.sparkhalving.doctor.GpuFacts;
import org.sparkhalving.doctor.HostFacts;
import org.sparkhalving.doctor.StorageCheck;
import org.sparkhalving.training.ComputeDevice;

/**
 * What an executor does to be looked at. Of the tasks on one executor, one at a time trains on each
 * device that is given to them; the others keep their GPUs meanwhile, so that each GPU gets a task.
 *
 * @param checkup its unique name
 * @param probe a file that the driver wrote in the studies' folder; empty where nobody did
 */
public record CheckupTask(String checkup, String probe, Broadcast<SerializableConfiguration> hadoop)
    implements Function<Integer, ExecutorFacts> {
  private static final Set<String> DONE = ConcurrentHashMap.newKeySet();

  @Override
  public ExecutorFacts call(Integer slot) {
    String executor = SparkEnv.get().executorId();
    synchronized (DONE) {
      EngineFacts engine = EngineFacts.here();
      return new ExecutorFacts(
          executor,
          HostFacts.here(),
          engine,
          GpuFacts.here(engine),
          engine.hasStarted() ? trained(engine.devices()) : List.of(),
          DONE.add(checkup) && !probe.isEmpty()
              ? StorageCheck.problemHere(probe, file(executor), hadoop.value().value())
              : "");
    }
  }

  /** The name of the file that an executor writes in the studies' folder. */
  public static String file(String executor) {
    return "executor-" + executor;
  }

  private List<DeviceFacts> trained(int found) {
    try {
      return devices(found).stream()
          .filter(device -> DONE.add(checkup + device))
          .map(DeviceFacts::of)
          .toList();
    } catch (NoDeviceException e) {
      return List.of(DeviceFacts.failed("cuda", e.getMessage()));
    }
  }

  private static List<ComputeDevice> devices(int found) {
    if (found == 0) {
      return List.of(ComputeDevice.CPU);
    }
    Optional<String> given = TaskDevice.fromTask();
    return given.isPresent()
        ? List.of(ComputeDevice.cuda(TaskDevice.number(given.get(), found)))
        : IntStream.range(0, found).mapToObj(ComputeDevice::cuda).toList();
  }
}
