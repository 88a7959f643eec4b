package org.sparkhalving.training.failure;

/**
 * A CUDA device failed, and this process can no longer use it. As an error of the Java virtual
 * machine, it lets Spark report the task's failure and then end the executor; a new one has a new
 * process.
 */
public final class LostDeviceError extends InternalError {
  private static final long serialVersionUID = 1;

  /**
   * Says which device.
   *
   * @param device with its host, such as {@code cuda:0 of host}
   */
  public LostDeviceError(String device, Throwable cause) {
    super("%s: %s".formatted(device, Cause.gist(String.valueOf(cause.getMessage()))), cause);
  }
}
