package org.sparkhalving.training;

import ai.djl.Device;

/**
 * Where a trial trains.
 *
 * @param cuda whether it is a CUDA device, else the CPU
 * @param index the CUDA device's number, 0 for the CPU
 */
public record ComputeDevice(boolean cuda, int index) {
  /** The CPU. */
  public static final ComputeDevice CPU = new ComputeDevice(false, 0);

  /** The CUDA device of that number. */
  public static ComputeDevice cuda(int index) {
    return new ComputeDevice(true, index);
  }

  Device djl() {
    return cuda ? Device.gpu(index) : Device.cpu();
  }

  /** PyTorch's name: {@code cpu} or {@code cuda:0}. */
  @Override
  public String toString() {
    return cuda ? "cuda:" + index : "cpu";
  }
}
