package org.sparkhalving.data;

import java.io.Serializable;

/**
 * How a pixel becomes a network's input: scaled to [0, 1], then standardised.
 *
 * @param mean of the scaled pixels, finite
 * @param std standard deviation of the scaled pixels, finite and above 0
 */
public record Normalization(double mean, double std) implements Serializable {

  /**
   * @throws IllegalArgumentException if a value is not allowed
   */
  public Normalization {
    if (!Double.isFinite(mean)) {
      throw new IllegalArgumentException(
          "normalization mean is " + mean + ", but must be a finite number");
    }
    if (!Double.isFinite(std) || std <= 0) {
      throw new IllegalArgumentException(
          "normalization std is " + std + ", but must be a finite number above 0");
    }
  }

  /** (pixel/255 − mean)/std, of a pixel from 0 to 255. */
  public double of(int pixel) {
    return (pixel / 255.0 - mean) / std;
  }
}
