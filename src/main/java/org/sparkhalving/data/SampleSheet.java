package org.sparkhalving.data;

import java.awt.image.BufferedImage;

/** A picture of some images of every class, one row a class, with the class's name before it. */
public final class SampleSheet {
  private static final int MOST_COLUMNS = 100;
  private static final int SCALE = 2;
  private static final int GAP = 4;
  private static final int BACKGROUND = 0xFFFFFF;
  private static final int INK = 0x000000;

  private final ImageSet set;
  private final BufferedImage sheet;
  private final int cellWidth;
  private final int cellHeight;
  private final int namesWidth;

  private SampleSheet(ImageSet set, int columns) {
    this.set = set;
    cellWidth = set.images().columns() * SCALE + GAP;
    cellHeight = Math.max(set.images().rows(), PixelFont.HEIGHT) * SCALE + GAP;
    int longest = FashionMnist.CLASSES.stream().mapToInt(String::length).max().orElseThrow();
    namesWidth = longest * PixelFont.ADVANCE * SCALE + 2 * GAP;
    sheet =
        new BufferedImage(
            namesWidth + columns * cellWidth,
            GAP + FashionMnist.CLASSES.size() * cellHeight,
            BufferedImage.TYPE_INT_RGB);
  }

  /**
   * Draws the first images of each class at twice their size, in the set's order. Needs neither a
   * display nor fonts.
   *
   * @param columns images a class, 1 to 100; a class that has fewer leaves its last places empty
   * @return an RGB picture
   * @throws IllegalArgumentException if {@code columns} is not allowed
   */
  public static BufferedImage of(ImageSet set, int columns) {
    if (columns < 1 || columns > MOST_COLUMNS) {
      throw new IllegalArgumentException(
          "a sample sheet of %s columns: allowed are 1 to %s".formatted(columns, MOST_COLUMNS));
    }
    SampleSheet drawing = new SampleSheet(set, columns);
    drawing.fill(0, 0, drawing.sheet.getWidth(), drawing.sheet.getHeight(), BACKGROUND);
    drawing.drawNames();
    drawing.drawSamples(columns);
    return drawing.sheet;
  }

  private void drawNames() {
    int top = (cellHeight - GAP - PixelFont.HEIGHT * SCALE) / 2;
    for (int number = 0; number < FashionMnist.CLASSES.size(); number++) {
      String name = FashionMnist.CLASSES.get(number);
      for (int i = 0; i < name.length(); i++) {
        drawLetter(
            name.charAt(i), GAP + i * PixelFont.ADVANCE * SCALE, GAP + number * cellHeight + top);
      }
    }
  }

  private void drawLetter(char letter, int x, int y) {
    for (int row = 0; row < PixelFont.HEIGHT; row++) {
      for (int column = 0; column < PixelFont.ADVANCE; column++) {
        if (PixelFont.inked(letter, row, column)) {
          fill(x + column * SCALE, y + row * SCALE, SCALE, SCALE, INK);
        }
      }
    }
  }

  private void drawSamples(int columns) {
    int[] drawn = new int[FashionMnist.CLASSES.size()];
    byte[] labels = set.labels().labels();
    for (int i = 0; i < labels.length; i++) {
      int label = labels[i];
      if (drawn[label] < columns) {
        drawSample(i, namesWidth + drawn[label] * cellWidth, GAP + label * cellHeight);
        drawn[label]++;
      }
    }
  }

  private void drawSample(int image, int x, int y) {
    IdxImages images = set.images();
    for (int row = 0; row < images.rows(); row++) {
      for (int column = 0; column < images.columns(); column++) {
        int grey = images.pixel(image, row, column) * 0x010101;
        fill(x + column * SCALE, y + row * SCALE, SCALE, SCALE, grey);
      }
    }
  }

  private void fill(int x, int y, int width, int height, int color) {
    for (int row = y; row < y + height; row++) {
      for (int column = x; column < x + width; column++) {
        sheet.setRGB(column, row, color);
      }
    }
  }
}
