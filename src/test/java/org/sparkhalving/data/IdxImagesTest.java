package org.sparkhalving.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sparkhalving.data.TestFiles.gzip;
import static org.sparkhalving.data.TestFiles.header;
import static org.sparkhalving.data.TestFiles.idx;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdxImagesTest {
  private static final String CURE =
      ". Run data/fetch.sh: it replaces a damaged Fashion-MNIST file by the published one.";
  private static final byte[] TWO_IMAGES =
      idx(header(0x803, 2, 2, 3), 0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255);

  @Test
  void readsAPlainFile() throws IOException {
    IdxImages images = read(TWO_IMAGES);

    assertThat(images.count()).isEqualTo(2);
    assertThat(images.rows()).isEqualTo(2);
    assertThat(images.columns()).isEqualTo(3);
    assertThat(images.pixels()).containsExactly(0, 1, 2, 3, 4, 5, -6, -5, -4, -3, -2, -1);
    assertThat(images.pixel(1, 0, 2)).isEqualTo(252);
    assertThat(images.sha256())
        .isEqualTo("c729659fb4835b1f92aafb7976d76dd7f0569a79773731d8e8ad0108cef78c20");
  }

  @Test
  void readsAGzippedFileAlikeWithTheHashOfItsContent() throws IOException {
    IdxImages plain = read(TWO_IMAGES);
    IdxImages zipped = read(gzip(TWO_IMAGES));

    assertThat(zipped.pixels()).isEqualTo(plain.pixels());
    assertThat(zipped.sha256()).isEqualTo(plain.sha256());
  }

  @Test
  void readsRealImages() throws IOException {
    try (InputStream file = TestFiles.resource("fashion-mnist-small/t10k-images-idx3-ubyte.gz")) {
      IdxImages images = IdxImages.read(file, "t10k");

      assertThat(images.count()).isEqualTo(1000);
      assertThat(images.rows()).isEqualTo(28);
      assertThat(images.columns()).isEqualTo(28);
      assertThat(images.pixels()).hasSize(784_000);
      assertThat(images.sha256())
          .isEqualTo("7a6d8e07ea021ec5bc73135ebd0a5770799557ec6f8242d8749c4f32a3cf4643");
    }
  }

  static Stream<Arguments> brokenFiles() {
    byte[] zipped = gzip(TWO_IMAGES);
    byte[] badChecksum = zipped.clone();
    badChecksum[zipped.length - 5] ^= 1;
    byte[] badContent = zipped.clone();
    badContent[10] = (byte) 0xff;
    return Stream.of(
        Arguments.of(new byte[0], "is empty; expected is an IDX file of images"),
        Arguments.of(gzip(new byte[0]), "is empty; expected is an IDX file of images"),
        Arguments.of(
            new byte[] {0, 0, 8}, "is truncated: it ends within its header, after 3 bytes"),
        Arguments.of(
            idx(header(0x803, 2, 28)), "is truncated: it ends within its header, after 12 bytes"),
        Arguments.of(
            "<html>404 Not Found</html>".getBytes(StandardCharsets.US_ASCII),
            "is not an IDX file of images: it begins with 0x3c68746d; expected is 0x00000803"),
        Arguments.of(
            idx(header(0x801, 1), 0),
            "is not an IDX file of images: it begins with 0x00000801, as one of labels;"
                + " expected is 0x00000803"),
        Arguments.of(
            idx(header(0x803, 0, 28, 28)),
            "claims 0 images in its header; allowed are 1 to 2147483647"),
        Arguments.of(
            idx(header(0x803, -1, 28, 28)),
            "claims 4294967295 images in its header; allowed are 1 to 2147483647"),
        Arguments.of(
            idx(header(0x803, 1, 0, 28)), "claims 0 rows in its header; allowed are 1 to 4096"),
        Arguments.of(
            idx(header(0x803, 1, 28, 4097)),
            "claims 4097 columns in its header; allowed are 1 to 4096"),
        Arguments.of(
            idx(header(0x803, Integer.MAX_VALUE, 4096, 4096)),
            "claims 2147483647 images of 4096 x 4096 pixels, 36028797002186752 bytes;"
                + " at most 2147483639 can be held"),
        Arguments.of(
            idx(header(0x803, 2_739_137, 28, 28), 1, 2, 3),
            "is truncated: its header promises 2739137 images of 28 x 28 pixels,"
                + " 2147483408 bytes, but only 3 follow"),
        Arguments.of(
            Arrays.copyOf(TWO_IMAGES, TWO_IMAGES.length + 1),
            "has data after its end: its header promises 2 images of 2 x 3 pixels,"
                + " 28 bytes with the header, but more follow"),
        Arguments.of(Arrays.copyOf(zipped, 5), "is truncated: its gzip data end too early"),
        Arguments.of(
            Arrays.copyOf(zipped, zipped.length - 9), "is truncated: its gzip data end too early"),
        Arguments.of(
            Arrays.copyOf(zipped, zipped.length - 1), "is truncated: its gzip data end too early"),
        Arguments.of(
            badChecksum, "is damaged: its gzip data do not decompress (Corrupt GZIP trailer)"),
        Arguments.of(
            badContent, "is damaged: its gzip data do not decompress (invalid block type)"));
  }

  @ParameterizedTest
  @MethodSource("brokenFiles")
  void refusesABrokenFileByNameWithTheCure(byte[] file, String problem) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(BadDataException.class)
        .hasMessage("folder/images.gz " + problem + CURE);
  }

  @Test
  void aGzipBombIsRefusedBeforeTheHeapIsFull() {
    byte[] header = idx(header(0x803, 2_000_000_000, 1, 1));
    long most = Runtime.getRuntime().maxMemory() / 5;
    InputStream zeros =
        new SequenceInputStream(
            new ByteArrayInputStream(header),
            new InputStream() {
              @Override
              public int read() {
                return 0;
              }

              @Override
              public int read(byte[] into, int from, int length) {
                Arrays.fill(into, from, from + length, (byte) 0);
                return length;
              }
            });

    assertThatThrownBy(() -> IdxImages.read(zeros, "bomb"))
        .isInstanceOf(BadDataException.class)
        .hasMessageStartingWith("bomb holds more than " + most + " bytes (its header promises");
  }

  @Test
  void passesOnTroubleWithReadingItself() throws IOException {
    InputStream closed = InputStream.nullInputStream();
    closed.close();

    assertThatThrownBy(() -> IdxImages.read(closed, "images"))
        .isInstanceOf(IOException.class)
        .hasMessage("Stream closed");
  }

  private static IdxImages read(byte[] file) throws IOException {
    return IdxImages.read(new ByteArrayInputStream(file), "folder/images.gz");
  }
}
