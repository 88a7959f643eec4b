package org.sparkhalving.training;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.function.Function;

/**
 * Labelled images on a device, as bytes: a quarter of the size of normalised floats, which each
 * batch becomes on the device. Shared by all trials of a process that train on the device, and
 * never changed. Close it to free the device's memory.
 */
public final class DeviceImages implements AutoCloseable {
  private final PtNDManager manager;
  private final ComputeDevice device;
  private final PtNDArray pixels;
  private final PtNDArray labels;
  private final double mean;
  private final double deviation;

  private DeviceImages(
      PtNDManager manager,
      ComputeDevice device,
      PtNDArray pixels,
      PtNDArray labels,
      double mean,
      double deviation) {
    this.manager = manager;
    this.device = device;
    this.pixels = pixels;
    this.labels = labels;
    this.mean = mean;
    this.deviation = deviation;
  }

  /**
   * Copies images to a device.
   *
   * @param pixels rows of uint8 pixels, one row an image
   * @param labels class of each image, from 0
   * @param mean mean of the pixels scaled to [0, 1]; a pixel x becomes (x/255 − mean)/deviation
   * @param deviation their standard deviation, above 0
   */
  public static DeviceImages of(
      ComputeDevice device, byte[] pixels, byte[] labels, double mean, double deviation) {
    int[] classes = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      classes[i] = labels[i];
    }
    long width = pixels.length / labels.length;
    return create(
        device,
        manager -> Tensors.of(manager, pixels, DataType.UINT8, labels.length, width),
        classes,
        mean,
        deviation);
  }

  /** Rows of numbers that are used as they are, in float64. */
  static DeviceImages ofNumbers(ComputeDevice device, double[] rows, int[] labels) {
    byte[] bytes = NetworkState.encode(rows, DataType.FLOAT64);
    long width = rows.length / labels.length;
    return create(
        device,
        manager -> Tensors.of(manager, bytes, DataType.FLOAT64, labels.length, width),
        labels,
        0,
        1);
  }

  private static DeviceImages create(
      ComputeDevice device,
      Function<PtNDManager, PtNDArray> pixels,
      int[] labels,
      double mean,
      double deviation) {
    TorchEngine.start();
    PtNDManager manager = TorchEngine.manager(device);
    try {
      return new DeviceImages(
          manager, device, pixels.apply(manager), Tensors.of(manager, labels), mean, deviation);
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  /** Where the images are. */
  public ComputeDevice device() {
    return device;
  }

  /** [count, pixels of an image], uint8. */
  PtNDArray pixels() {
    return pixels;
  }

  /** [count], int64. */
  PtNDArray labels() {
    return labels;
  }

  int pixelsPerImage() {
    return Math.toIntExact(pixels.getShape().get(1));
  }

  double mean() {
    return mean;
  }

  double deviation() {
    return deviation;
  }

  @Override
  public void close() {
    manager.close();
  }
}
