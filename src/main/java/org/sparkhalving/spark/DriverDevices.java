package org.sparkhalving.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.spark.executor.NoDeviceException;
import org.sparkhalving.spark.executor.TaskDevice;
import org.sparkhalving.training.TorchEngine;

/**
 * The GPUs that a driver in local mode shares out: those that Spark found for it, else those that
 * the engine finds.
 */
public final class DriverDevices {
  private DriverDevices() {}

  /**
   * Refuses a driver without the devices that were asked for, where the driver can see that: in
   * local mode.
   *
   * @throws NoDeviceException when CUDA was asked for and this host has none, or Spark's addresses
   *     are not its devices'
   * @throws ReportedException when no trial fits on its GPUs
   */
  public static void check(SparkSession session, Settings.Resources resources) {
    of(session.sparkContext(), resources);
  }

  /**
   * As {@link #check}: the first of the driver's GPUs; empty on a cluster (where tasks have their
   * own), on the CPU, and where there are none.
   */
  public static Optional<Integer> first(SparkSession session, Settings.Resources resources) {
    return of(session.sparkContext(), resources).map(DevicePool::take);
  }

  /**
   * The driver's GPUs; empty on a cluster (where tasks have their own), on the CPU, and where there
   * are none.
   *
   * @throws NoDeviceException when CUDA was asked for and this host has none, or Spark's addresses
   *     are not its devices'
   */
  static Optional<DevicePool> of(SparkContext context, Settings.Resources resources) {
    if (resources.trialDevice() == Settings.DeviceChoice.CPU
        || !StudySession.isLocal(context.master())) {
      return Optional.empty();
    }
    int found = TorchEngine.cudaDevices();
    if (found == 0 && resources.device() == Settings.DeviceChoice.CUDA) {
      throw NoDeviceException.onThisHost();
    }
    List<Integer> addresses = addresses(context, found);
    if (addresses.isEmpty()) {
      return Optional.empty();
    }
    DevicePool pool = new DevicePool(addresses, resources.gpusPerTrial());
    if (pool.capacity() == 0) {
      throw new ReportedException(
          ErrorKind.SETTINGS,
          "resources.gpus-per-trial = %s, but this host has %s GPU(s): no trial would ever start. Use at most %2$s"
              .formatted(resources.gpusPerTrial(), addresses.size()));
    }
    return Optional.of(pool);
  }

  private static List<Integer> addresses(SparkContext context, int found) {
    scala.Option<ResourceInformation> given = context.resources().get("gpu");
    if (given.isDefined()) {
      return numbers(given.get().addresses(), found);
    }
    return IntStream.range(0, found).boxed().toList();
  }

  /** The CUDA devices at Spark's addresses; where there are none, they only limit the trials. */
  public static List<Integer> numbers(String[] addresses, int found) {
    if (found == 0) {
      return IntStream.range(0, addresses.length).boxed().toList();
    }
    return Arrays.stream(addresses).map(address -> TaskDevice.number(address, found)).toList();
  }
}
