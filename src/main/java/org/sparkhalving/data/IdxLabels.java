package org.sparkhalving.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;

/**
 * The labels of one IDX file. The array is shared, never copied: nobody changes it.
 *
 * @param count how many labels
 * @param labels class numbers from 0 to 9
 * @param sha256 of the uncompressed file, in lower-case hexadecimal
 */
@SuppressWarnings("ArrayRecordComponent") // shared on purpose: copies would double the memory
public record IdxLabels(int count, byte[] labels, String sha256) implements Serializable {

  /**
   * Reads a whole IDX file of labels, gzipped or plain.
   *
   * @param in the file from its beginning; the caller closes it
   * @param name the file's name, for messages
   * @throws BadDataException if the content is not a complete and undamaged IDX file of labels, or
   *     a label is above 9
   * @throws IOException if reading itself fails
   */
  public static IdxLabels read(InputStream in, String name) throws IOException {
    IdxContent content = IdxContent.open(in, name);
    content.requireMagic(IdxContent.LABELS);
    int count = content.dimension("labels", Integer.MAX_VALUE);
    byte[] labels = content.values(count, count + " labels");
    requireClasses(labels, name);
    return new IdxLabels(count, labels, content.sha256Hex());
  }

  private static void requireClasses(byte[] labels, String name) {
    int classes = FashionMnist.CLASSES.size();
    for (int i = 0; i < labels.length; i++) {
      int label = Byte.toUnsignedInt(labels[i]);
      if (label >= classes) {
        throw BadDataException.inFile(
            name,
            "holds label %s at position %s; allowed are 0 to %s".formatted(label, i, classes - 1));
      }
    }
  }
}
