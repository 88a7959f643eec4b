package org.sparkhalving.data;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/** An image, ten times its size, below its class's name. Needs neither a display nor fonts. */
public final class ClassPicture {
  private static final int SCALE = 10;
  private static final int INK = 3;
  private static final int GAP = 12;
  private static final int TOP = PixelFont.HEIGHT * INK + 2 * GAP;

  private ClassPicture() {}

  /**
   * Draws the first image of a class.
   *
   * @param label the class's number
   * @return an RGB picture
   * @throws IllegalArgumentException if the set has no image of that class
   */
  public static BufferedImage of(ImageSet set, int label) {
    IdxImages images = set.images();
    int image = first(set, label);
    BufferedImage picture =
        new BufferedImage(
            images.columns() * SCALE, TOP + images.rows() * SCALE, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = picture.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, picture.getWidth(), TOP);
    pen.setColor(Color.BLACK);
    write(FashionMnist.CLASSES.get(label), pen);
    for (int row = 0; row < images.rows(); row++) {
      for (int column = 0; column < images.columns(); column++) {
        int grey = images.pixel(image, row, column);
        pen.setColor(new Color(grey, grey, grey));
        pen.fillRect(column * SCALE, TOP + row * SCALE, SCALE, SCALE);
      }
    }
    pen.dispose();
    return picture;
  }

  private static int first(ImageSet set, int label) {
    byte[] labels = set.labels().labels();
    for (int image = 0; image < labels.length; image++) {
      if (labels[image] == label) {
        return image;
      }
    }
    throw new IllegalArgumentException("no image is of class " + label);
  }

  private static void write(String name, Graphics2D pen) {
    for (int i = 0; i < name.length(); i++) {
      for (int row = 0; row < PixelFont.HEIGHT; row++) {
        for (int column = 0; column < PixelFont.ADVANCE; column++) {
          if (PixelFont.inked(name.charAt(i), row, column)) {
            pen.fillRect(GAP + (i * PixelFont.ADVANCE + column) * INK, GAP + row * INK, INK, INK);
          }
        }
      }
    }
  }
}
