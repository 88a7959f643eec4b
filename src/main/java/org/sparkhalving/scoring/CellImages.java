package org.sparkhalving.scoring;

import java.io.IOException;
import java.util.Iterator;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.sparkhalving.picture.Background;
import org.sparkhalving.picture.ImageBytes;
import scala.collection.Iterable;

/**
 * What a table's cell can be for an image: the bytes of a PNG or JPEG file of any size, or the
 * pixels of an image of the network's size, row after row, from 0 to 255: as bytes or as an array
 * of numbers.
 *
 * @param pixels of the network's images
 * @param background what is around the things that they show
 */
record CellImages(int pixels, Background background) {
  /** What columns of images are, in words. */
  static final String TYPES = "binary (PNG, JPEG or pixels) or an array of numbers (pixels)";

  private static final int WHITE = 255;

  /** Whether a column's cells can be images. */
  static boolean isOfImages(DataType type) {
    return type instanceof BinaryType
        || (type instanceof ArrayType array && array.elementType() instanceof NumericType);
  }

  /**
   * A cell's image as the network takes it.
   *
   * @param cell {@code byte[]}, or Scala's collection of numbers
   * @throws IOException when it is none; the message is a clause about it
   */
  byte[] of(Object cell) throws IOException {
    if (cell == null) {
      throw new IOException("it is null");
    }
    if (cell instanceof byte[] binary && ImageBytes.isFile(binary)) {
      return ImageBytes.ofFile(binary, pixels, background);
    }
    byte[] greys = cell instanceof byte[] binary ? binary : greys(cell);
    if (greys.length != pixels) {
      throw new IOException(
          cell instanceof byte[]
              ? "it is neither a PNG nor a JPEG image, nor, of %s bytes, the %s pixels of one of the network's"
                  .formatted(greys.length, pixels)
              : "it has %s numbers, but the network's images %s pixels"
                  .formatted(greys.length, pixels));
    }
    return ImageBytes.ofPixels(greys, background);
  }

  private static byte[] greys(Object cell) throws IOException {
    if (!(cell instanceof Iterable<?> numbers)) {
      throw new IOException("it is neither binary nor an array of numbers");
    }
    byte[] greys = new byte[numbers.size()];
    int count = 0;
    for (Iterator<?> all = iterator(numbers); all.hasNext(); count++) {
      Object number = all.next();
      double value = number instanceof Number given ? given.doubleValue() : Double.NaN;
      if (!(value >= 0 && value <= WHITE && value == Math.rint(value))) {
        throw new IOException(
            "pixel %s is %s, and no whole number from 0 to 255".formatted(count, number));
      }
      greys[count] = (byte) (int) value;
    }
    return greys;
  }

  private static Iterator<?> iterator(Iterable<?> numbers) {
    return scala.jdk.javaapi.CollectionConverters.asJava(numbers).iterator();
  }
}
