package org.sparkhalving.picture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;

/** Images in memory, made into the pixels that a network takes. */
public final class ImageBytes {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

  private ImageBytes() {}

  /** Whether bytes begin as a PNG or JPEG file does. */
  public static boolean isFile(byte[] bytes) {
    return begins(bytes, PNG) || begins(bytes, JPEG);
  }

  private static boolean begins(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  /**
   * The image of a file, PNG or JPEG, of any size.
   *
   * @param pixels how many the network's images have
   * @throws IOException when it is no whole image, or the network's are no squares; the message is
   *     a clause about it
   */
  public static byte[] ofFile(byte[] file, int pixels, Background background) throws IOException {
    GreyImage image = ImageDecoder.decode(new ByteArrayInputStream(file));
    return image.square(side(pixels), background.isWhite(image));
  }

  /**
   * An image that has the network's size, in greys from 0 to 255.
   *
   * @throws IOException when its background is to be found, and it is no square
   */
  public static byte[] ofPixels(byte[] greys, Background background) throws IOException {
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
   * @throws IOException when they are no squares; the message is a clause
   */
  public static int side(int pixels) throws IOException {
    int side = (int) Math.round(Math.sqrt(pixels));
    if (side * side != pixels) {
      throw new IOException(
          "the model takes images of %s pixels, which is no square: only square ones can be made of pictures"
              .formatted(pixels));
    }
    return side;
  }
}
