package org.sparkhalving.spark.executor;

import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.storage.lock.HostName;

/** CUDA, or one of its devices, was asked for where it does not exist. */
public final class NoDeviceException extends ReportedException {
  /** Says which device is missing, and the cure. */
  public NoDeviceException(String message) {
    super(ErrorKind.ENVIRONMENT, message);
  }

  /** The engine finds no CUDA device in this process. */
  public static NoDeviceException onThisHost() {
    return new NoDeviceException(
        "resources.device = cuda, but the engine finds no CUDA device on %s (no NVIDIA driver, or the CPU's natives on the class path): run on a host with one and build with `mvn -Pgpu clean package -DskipTests`, or set resources.device to auto or cpu"
            .formatted(HostName.local()));
  }

  static NoDeviceException noSuchAddress(String address, int devices) {
    return new NoDeviceException(
        "Spark gives the GPU address \"%s\", but the engine finds %s CUDA device(s) on %s, at 0 to %s: mend the script at spark.executor.resource.gpu.discoveryScript (or spark.driver's, spark.worker's) and CUDA_VISIBLE_DEVICES, so that they agree"
            .formatted(address, devices, HostName.local(), devices - 1));
  }
}
