package org.sparkhalving.input;

import java.io.Serializable;
import org.sparkhalving.training.ComputeDevice;
import org.sparkhalving.training.DeviceImages;
import org.sparkhalving.training.TrialRows;

/**
 * The images of a study as they are broadcast: bytes, which devices normalise.
 *
 * @param pixels uint8, one row of pixels an image
 * @param labels class of each image
 * @param training numbers of the images that train
 * @param validation numbers of the images that validate
 * @param mean mean of the pixels scaled to [0, 1]
 * @param deviation their standard deviation
 */
public record LabelledImages(
    byte[] pixels, byte[] labels, int[] training, int[] validation, double mean, double deviation)
    implements Serializable {

  /** How many pixels an image has. */
  public int pixelsPerImage() {
    return pixels.length / labels.length;
  }

  /** The right class of each image that validates, in their order. */
  public byte[] validationLabels() {
    byte[] right = new byte[validation.length];
    for (int i = 0; i < right.length; i++) {
      right[i] = labels[validation[i]];
    }
    return right;
  }

  /** A copy on a device. */
  public DeviceImages on(ComputeDevice device) {
    return DeviceImages.of(device, pixels, labels, mean, deviation);
  }

  /** Which of the images train, and which validate. */
  public TrialRows rows() {
    return new TrialRows(training, validation);
  }
}
