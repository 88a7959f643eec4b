package org.sparkhalving.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;

/**
 * The images of one IDX file. The array is shared, never copied: nobody changes it.
 *
 * @param count how many images
 * @param rows pixels from top to bottom, 1 to 4096
 * @param columns pixels from left to right, 1 to 4096
 * @param pixels unsigned bytes, image after image, row after row: {@code count * rows * columns}
 * @param sha256 of the uncompressed file, in lower-case hexadecimal
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose: copies would double the memory
public record IdxImages(int count, int rows, int columns, byte[] pixels, String sha256)
    implements Serializable {
  private static final int LONGEST_SIDE = 4096;

  /**
   * Reads a whole IDX file of images, gzipped or plain.
   *
   * @param in the file from its beginning; the caller closes it
   * @param name the file's name, for messages
   * @throws BadDataException if the content is not a complete and undamaged IDX file of images
   * @throws IOException if reading itself fails
   */
  public static IdxImages read(InputStream in, String name) throws IOException {
    IdxContent content = IdxContent.open(in, name);
    content.requireMagic(IdxContent.IMAGES);
    int count = content.dimension("images", Integer.MAX_VALUE);
    int rows = content.dimension("rows", LONGEST_SIDE);
    int columns = content.dimension("columns", LONGEST_SIDE);
    String promise = "%s images of %s x %s pixels".formatted(count, rows, columns);
    byte[] pixels = content.values(product(count, rows, columns), promise);
    return new IdxImages(count, rows, columns, pixels, content.sha256Hex());
  }

  /** The value, 0 to 255, of one image's pixel at a row and a column. */
  int pixel(int image, int row, int column) {
    return Byte.toUnsignedInt(pixels[(image * rows + row) * columns + column]);
  }

  private static long product(int count, int rows, int columns) {
    return (long) count * rows * columns;
  }
}
