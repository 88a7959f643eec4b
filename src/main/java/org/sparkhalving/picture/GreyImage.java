package org.sparkhalving.picture;

import java.util.Arrays;

/**
 * A picture in 256 greys, 0 is black, with how opaque each pixel is.
 *
 * @param width pixels from left to right, at least 1
 * @param height pixels from top to bottom, at least 1
 * @param greys unsigned bytes, row after row
 * @param opacity as {@code greys}, 0 is transparent; empty where every pixel is opaque
 */
record GreyImage(int width, int height, byte[] greys, byte[] opacity) {
  /** The lightest grey, and what is fully opaque. */
  static final int WHITE = 255;

  /**
   * The picture in a square, as Fashion-MNIST has its own: its longer side becomes the square's,
   * the shorter one in proportion, each pixel the mean of the area that it covers; around it, and
   * where it is transparent, is 0. A picture of the square's size keeps its pixels.
   *
   * @param side of the square in pixels
   * @param inverted whether greys are taken from white
   */
  byte[] square(int side, boolean inverted) {
    int longer = Math.max(width, height);
    int columns = Math.max(1, (int) Math.round((double) width * side / longer));
    int rows = Math.max(1, (int) Math.round((double) height * side / longer));
    double[][] narrow = new double[height][];
    for (int y = 0; y < height; y++) {
      narrow[y] = means(row(y, inverted), columns);
    }
    byte[] pixels = new byte[side * side];
    int left = (side - columns) / 2;
    int top = (side - rows) / 2;
    for (int x = 0; x < columns; x++) {
      int column = x;
      double[] all = Arrays.stream(narrow).mapToDouble(row -> row[column]).toArray();
      double[] means = means(all, rows);
      for (int y = 0; y < rows; y++) {
        pixels[(top + y) * side + left + x] = (byte) Math.round(means[y]);
      }
    }
    return pixels;
  }

  /** A row's values on a background of 0. */
  private double[] row(int y, boolean inverted) {
    double[] values = new double[width];
    for (int x = 0; x < width; x++) {
      int grey = grey(x, y);
      values[x] = (inverted ? WHITE - grey : grey) * opaque(x, y) / (double) WHITE;
    }
    return values;
  }

  /** The means of {@code count} equal stretches of values, whose ends may lie within a value. */
  private static double[] means(double[] values, int count) {
    if (values.length == count) {
      return values;
    }
    double length = (double) values.length / count;
    double[] means = new double[count];
    for (int i = 0; i < count; i++) {
      double from = i * length;
      double to = Math.min(values.length, (i + 1) * length);
      double sum = 0;
      for (int at = (int) from; at < to; at++) {
        sum += values[at] * (Math.min(to, at + 1) - Math.max(from, at));
      }
      means[i] = sum / (to - from);
    }
    return means;
  }

  /** The mean grey of the outermost pixels, seen on white. */
  double edge() {
    double sum = 0;
    int count = 0;
    for (int y = 0; y < height; y++) {
      int step = y == 0 || y == height - 1 ? 1 : Math.max(1, width - 1);
      for (int x = 0; x < width; x += step) {
        sum += WHITE - (WHITE - grey(x, y)) * opaque(x, y) / (double) WHITE;
        count++;
      }
    }
    return sum / count;
  }

  private int grey(int x, int y) {
    return Byte.toUnsignedInt(greys[y * width + x]);
  }

  private int opaque(int x, int y) {
    return opacity.length == 0 ? WHITE : Byte.toUnsignedInt(opacity[y * width + x]);
  }
}
