package org.sparkhalving.picture;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Images in memory, made into the pixels that a network takes. */
public final class ImageBytes {
  private static final int PNG = 0x8950;
  private static final int JPEG = 0xffd8;

  private ImageBytes() {}

  /** Whether bytes begin as a PNG or JPEG file does. */
  public static boolean isFile(byte[] bytes) {
    int start = bytes.length < 2 ? 0 : (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    return start == PNG || start == JPEG;
  }

  /**
   * The image of a file, PNG or JPEG, of any size.
   *
   * @param pixels how many the network's images have, which must be squares
   * @throws IOException when it is no whole image; the message is a clause about it
   */
  public static byte[] ofFile(byte[] file, int pixels, Background background) throws IOException {
    GreyImage image = ImageDecoder.decode(new ByteArrayInputStream(file));
    return image.square(side(pixels), background.isWhite(image));
  }

  /** An image that has the network's size, in greys from 0 to 255. */
  public static byte[] ofPixels(byte[] greys, Background background) {
    if (background == Background.BLACK) {
      return greys;
    }
    int side = side(greys.length);
    GreyImage image = new GreyImage(side, side, greys, new byte[0]);
    return image.square(side, background.isWhite(image));
  }

  /**
   * The side of a network's images.
   *
   * @throws IllegalArgumentException when they are no squares
   */
  public static int side(int pixels) {
    int side = (int) Math.round(Math.sqrt(pixels));
    if (side * side != pixels) {
      throw new IllegalArgumentException(
          "the model takes images of %s pixels, which is no square: only square ones can be made of pictures"
              .formatted(pixels));
    }
    return side;
  }
}
