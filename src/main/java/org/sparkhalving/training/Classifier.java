package org.sparkhalving.training;

import java.util.Arrays;

/**
 * A model on a device, which says what it makes of images; several threads may ask at a time, each
 * after {@link TorchEngine#prepareThread}.
 */
public final class Classifier implements AutoCloseable {
  /** How many images are computed at a time. */
  private static final int BATCH = 4096;

  private final DeviceImages blank;
  private final Network network;
  private final int width;

  private Classifier(DeviceImages blank, Network network, int width) {
    this.blank = blank;
    this.network = network;
    this.width = width;
  }

  /**
   * Loads a model.
   *
   * @param mean mean of the pixels scaled to [0, 1], the one that the model was trained with
   * @param deviation their standard deviation, as well
   */
  public static Classifier of(Model model, ComputeDevice device, double mean, double deviation) {
    // A network is made for images that are there; those that come with a call are of their kind.
    DeviceImages blank =
        DeviceImages.of(device, new byte[model.pixels()], new byte[1], mean, deviation);
    try {
      return new Classifier(blank, Network.of(model, blank), model.pixels());
    } catch (RuntimeException | Error e) {
      blank.close();
      throw e;
    }
  }

  /** How many pixels the images have that it takes. */
  public int pixels() {
    return width;
  }

  /**
   * The probability of each class for each image, [images, classes]: the softmax of the network's
   * outputs ({@code torch.softmax}) in evaluation mode.
   *
   * @param pixels uint8, one row of {@link Model#pixels} an image; may have no row
   */
  public double[][] probabilities(byte[] pixels) {
    int count = pixels.length / width;
    double[][] probabilities = new double[count][];
    for (int from = 0; from < count; from += BATCH) {
      int until = Math.min(count, from + BATCH);
      double[] logits = network.logits(Arrays.copyOfRange(pixels, from * width, until * width));
      for (int image = from; image < until; image++) {
        int first = (image - from) * Network.CLASSES;
        probabilities[image] = softmax(Arrays.copyOfRange(logits, first, first + Network.CLASSES));
      }
    }
    return probabilities;
  }

  private static double[] softmax(double[] logits) {
    double most = Arrays.stream(logits).max().orElseThrow();
    double[] powers = Arrays.stream(logits).map(logit -> Math.exp(logit - most)).toArray();
    double sum = Arrays.stream(powers).sum();
    return Arrays.stream(powers).map(power -> power / sum).toArray();
  }

  /** {@link #probabilities} on one thread of the CPU, of a model that is loaded for them alone. */
  public static double[][] onCpu(Model model, byte[] pixels, double mean, double deviation) {
    TorchEngine.prepareThread(1);
    try (Classifier classifier = of(model, ComputeDevice.CPU, mean, deviation)) {
      return classifier.probabilities(pixels);
    }
  }

  @Override
  public void close() {
    network.close();
    blank.close();
  }
}
