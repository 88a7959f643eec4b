package org.sparkhalving.training;

import java.util.Arrays;
import java.util.stream.IntStream;

/** What a model makes of images that have no labels, on the CPU. */
public final class Classification {
  /** How many images are computed at a time. */
  private static final int BATCH = 4096;

  private Classification() {}

  /**
   * The probability of each class for each image, [images, classes]: the softmax of the network's
   * outputs ({@code torch.softmax}) in evaluation mode.
   *
   * @param pixels uint8, one row of {@link Model#pixels} an image; at least one row
   * @param mean mean of the pixels scaled to [0, 1], the one that the model was trained with
   * @param deviation their standard deviation, as well
   */
  public static double[][] probabilities(
      Model model, byte[] pixels, double mean, double deviation) {
    TorchEngine.prepareThread(1);
    int count = pixels.length / model.pixels();
    double[][] probabilities = new double[count][];
    try (DeviceImages images =
            DeviceImages.of(ComputeDevice.CPU, pixels, new byte[count], mean, deviation);
        Network network = Network.of(model, images)) {
      for (int from = 0; from < count; from += BATCH) {
        int[] rows = IntStream.range(from, Math.min(count, from + BATCH)).toArray();
        double[] logits = network.logits(rows);
        for (int i = 0; i < rows.length; i++) {
          int first = i * Network.CLASSES;
          probabilities[from + i] =
              softmax(Arrays.copyOfRange(logits, first, first + Network.CLASSES));
        }
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
}
