package org.sparkhalving.spark;

import java.util.OptionalInt;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.sparkhalving.training.ComputeDevice;
import org.sparkhalving.training.TorchEngine;

/**
 * Which device a task trains on: the GPU that Spark gave the task, else the one that the driver
 * gave it, else the CPU.
 */
final class TaskDevice {
  private TaskDevice() {}

  /**
   * Chooses the calling task's device.
   *
   * @throws NoDeviceException when CUDA was asked for and is not there
   */
  static ComputeDevice choose(Settings.DeviceChoice choice, OptionalInt fromDriver) {
    if (choice == Settings.DeviceChoice.CPU) {
      return ComputeDevice.CPU;
    }
    int devices = TorchEngine.cudaDevices();
    OptionalInt address = fromTask();
    if (address.isEmpty()) {
      address = fromDriver;
    }
    if (devices > 0) {
      return ComputeDevice.cuda(address.orElse(0));
    }
    if (choice == Settings.DeviceChoice.CUDA) {
      throw NoDeviceException.onThisHost();
    }
    return ComputeDevice.CPU;
  }

  private static OptionalInt fromTask() {
    TaskContext context = TaskContext.get();
    ResourceInformation gpu = context == null ? null : context.resourcesJMap().get("gpu");
    return gpu == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(gpu.addresses()[0]));
  }
}
