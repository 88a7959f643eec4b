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
        "resources.device = cuda, but the engine finds no CUDA device on "
            + HostName.local()
            + " (no NVIDIA driver, or the CPU's natives on the class path): run on a host with one and build with"
            + " `mvn -Pgpu package`, or set resources.device to auto or cpu");
  }

  static NoDeviceException noSuchAddress(String address, int devices) {
    return new NoDeviceException(
        "Spark gives the GPU address \""
            + address
            + "\", but the engine finds "
            + devices
            + " CUDA device(s) on "
            + HostName.local()
            + ", at 0 to "
            + (devices - 1)
            + ": mend the script at spark.executor.resource.gpu.discoveryScript (or spark.driver's,"
            + " spark.worker's) and CUDA_VISIBLE_DEVICES, so that they agree");
  }
}
