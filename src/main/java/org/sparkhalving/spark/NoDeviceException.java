package org.sparkhalving.spark;

/** CUDA was asked for where there is none. */
public final class NoDeviceException extends RuntimeException {
  NoDeviceException(String message) {
    super(message);
  }

  static NoDeviceException onThisHost() {
    return new NoDeviceException(
        "resources.device = cuda, but the engine finds no CUDA device on "
            + HostName.local()
            + " (no NVIDIA driver, or the CPU's natives on the class path): run on a host with one and build with"
            + " `mvn -Pgpu package`, or set resources.device to auto or cpu");
  }
}
