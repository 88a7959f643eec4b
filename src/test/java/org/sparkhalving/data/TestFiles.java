package org.sparkhalving.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** IDX files for the tests: real ones from the resources, and made ones, whole or broken. */
final class TestFiles {
  private TestFiles() {}

  /** A test resource, by its path below the resource folder. */
  static InputStream resource(String path) {
    InputStream stream = TestFiles.class.getResourceAsStream("/" + path);
    if (stream == null) {
      throw new IllegalArgumentException("no test resource " + path);
    }
    return stream;
  }

  /** The small real training set. */
  static ImageSet smallTrainingSet() {
    try (InputStream images = resource("fashion-mnist-small/train-images-idx3-ubyte.gz");
        InputStream labels = resource("fashion-mnist-small/train-labels-idx1-ubyte.gz")) {
      return new ImageSet(
          "train", IdxImages.read(images, "images"), IdxLabels.read(labels, "labels"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An IDX file: big-endian header words, then bytes. */
  static byte[] idx(int[] header, int... values) {
    ByteBuffer file = ByteBuffer.allocate(4 * header.length + values.length);
    for (int word : header) {
      file.putInt(word);
    }
    for (int value : values) {
      file.put((byte) value);
    }
    return file.array();
  }

  /** The header words of an IDX file. */
  static int[] header(int... words) {
    return words;
  }

  /** The bytes gzipped. */
  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }
}
