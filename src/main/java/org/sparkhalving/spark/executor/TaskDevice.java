package org.sparkhalving.spark.executor;

import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.training.ComputeDevice;
import org.sparkhalving.training.TorchEngine;

/**
 * Which device a task trains on: the GPU that Spark gave the task, else the one that the driver
 * gave it, else the CPU.
 */
public final class TaskDevice {
  private TaskDevice() {}

  /**
   * Chooses the calling task's device.
   *
   * @throws NoDeviceException when CUDA was asked for and is not there, or Spark's address is not
   *     one of the engine's devices
   */
  public static ComputeDevice choose(Settings.DeviceChoice choice, Optional<Integer> fromDriver) {
    if (choice == Settings.DeviceChoice.CPU) {
      return ComputeDevice.CPU;
    }
    int devices = TorchEngine.cudaDevices();
    if (devices > 0) {
      Optional<String> address = fromTask();
      return ComputeDevice.cuda(
          address.isPresent() ? number(address.get(), devices) : fromDriver.orElse(0));
    }
    if (choice == Settings.DeviceChoice.CUDA) {
      throw NoDeviceException.onThisHost();
    }
    return ComputeDevice.CPU;
  }

  /**
   * The CUDA device at one of Spark's addresses.
   *
   * @param devices how many the engine finds here
   * @throws NoDeviceException when it is none of them
   */
  public static int number(String address, int devices) {
    for (int number = 0; number < devices; number++) {
      if (address.equals(Integer.toString(number))) {
        return number;
      }
    }
    throw NoDeviceException.noSuchAddress(address, devices);
  }

  /** The address of the GPU that Spark gave the calling task, if it gave one. */
  static Optional<String> fromTask() {
    TaskContext context = TaskContext.get();
    ResourceInformation gpu = context == null ? null : context.resourcesJMap().get("gpu");
    return gpu == null ? Optional.empty() : Optional.of(gpu.addresses()[0]);
  }
}
