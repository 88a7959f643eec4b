package org.sparkhalving.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFilesTest {
  private static final int SIDE = 8;

  @TempDir private Path folder;

  private PictureFiles.Reading read(Background background, Path... places) {
    return new PictureFiles(SIDE, background, new Configuration(false))
        .read(Arrays.stream(places).map(Path::toString).toList());
  }

  private byte[] pixels(Path file) {
    PictureFiles.Reading reading = read(Background.BLACK, file);
    assertThat(reading.problems()).isEmpty();
    return reading.pictures().get(0).pixels();
  }

  /** A picture of {@link #SIDE} whose pixel (x, y) is made by {@code argb(x, y)}. */
  private static BufferedImage image(int type, java.util.function.IntBinaryOperator argb) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, type);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        image.setRGB(x, y, argb.applyAsInt(x, y));
      }
    }
    return image;
  }

  private static BufferedImage greys(int type, int factor) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, type);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        image.getRaster().setSample(x, y, 0, (y * SIDE + x) * factor);
      }
    }
    return image;
  }

  private static byte[] bytes(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] expected(java.util.function.IntUnaryOperator grey) {
    byte[] pixels = new byte[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) grey.applyAsInt(i);
    }
    return pixels;
  }

  @Test
  void greySamplesStayAsTheyAre() throws IOException {
    Path grey = write("grey", bytes(greys(BufferedImage.TYPE_BYTE_GRAY, 4), "png"));
    assertThat(pixels(grey)).isEqualTo(expected(i -> 4 * i));
    Path deep = write("deep", bytes(greys(BufferedImage.TYPE_USHORT_GRAY, 4 * 257), "png"));
    assertThat(pixels(deep)).isEqualTo(expected(i -> 4 * i));
    Path line = write("bits", bytes(image(BufferedImage.TYPE_BYTE_BINARY, (x, y) -> -x), "png"));
    assertThat(pixels(line)).isEqualTo(expected(i -> i % SIDE == 0 ? 0 : 255));
  }

  @Test
  void coloursBecomeTheGreyOfPillow() throws IOException {
    BufferedImage colours = image(BufferedImage.TYPE_INT_RGB, (x, y) -> 0xff << (8 * (x % 3)));
    // Pillow 11: Image.new("RGB", (1, 1), colour).convert("L") of blue, green and red.
    assertThat(pixels(write("colours", bytes(colours, "png"))))
        .startsWith(29, 150, 76)
        .isEqualTo(expected(i -> new int[] {29, 150, 76}[i % SIDE % 3]));
    BufferedImage half = image(BufferedImage.TYPE_INT_ARGB, (x, y) -> x < 4 ? -1 : 0x00ffffff);
    assertThat(pixels(write("half", bytes(half, "png"))))
        .isEqualTo(expected(i -> i % SIDE < 4 ? 255 : 0));
  }

  @Test
  void aJpegIsReadInAnySize() throws IOException {
    BufferedImage large = new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB);
    large.createGraphics().fillRect(0, 0, 300, 200);
    byte[] pixels = pixels(write("large.jpeg", bytes(large, "jpg")));
    assertThat(pixels).isEqualTo(expected(i -> i / SIDE == 0 || i / SIDE > 5 ? 0 : 255));
  }

  @Test
  void whiteBackgroundsAreInvertedOnlyIfThatIsSaid() throws IOException {
    Path file = write("a.png", bytes(greys(BufferedImage.TYPE_BYTE_GRAY, 1), "png"));
    assertThat(read(Background.WHITE, file).pictures().get(0).pixels())
        .isEqualTo(expected(i -> 255 - i));
    assertThat(read(Background.WHITE, file).pictures().get(0).inverted()).isTrue();
    assertThat(read(Background.GUESS, file).pictures().get(0).inverted()).isFalse();
  }

  @Test
  void whatCannotBeReadIsSaidAndTheRestIsRead() throws IOException {
    byte[] jpeg = bytes(new BufferedImage(300, 300, BufferedImage.TYPE_INT_RGB), "jpg");
    byte[] png = bytes(greys(BufferedImage.TYPE_BYTE_GRAY, 2), "png");
    byte[] vast = png.clone();
    ByteBuffer.wrap(vast).putInt(16, 1 << 20).putInt(20, 1 << 20);
    byte[] labels = ByteBuffer.allocate(9).putInt(0x801).putInt(1).array();
    List<String> problems =
        read(
                Background.BLACK,
                write("cut.jpg", Arrays.copyOf(jpeg, jpeg.length - 20)),
                write("cut.png", Arrays.copyOf(png, png.length / 2)),
                write("good.png", png),
                write("vast.png", vast),
                write(
                    "text.png",
                    "no image at all".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                write("empty", new byte[0]),
                write("labels", labels),
                Files.createDirectory(folder.resolve("none")),
                folder.resolve("missing"))
            .problems()
            .stream()
            .map(problem -> problem.toString().replace(folder + "/", ""))
            .toList();

    assertThat(problems).hasSize(8);
    assertThat(problems.get(0)).startsWith("Problem[file=cut.jpg, message=it is truncated");
    assertThat(problems.get(1)).startsWith("Problem[file=cut.png, message=it is ");
    assertThat(problems.get(2))
        .contains("vast.png", "it has 1048576 x 1048576 pixels, more than 50000000 in all");
    assertThat(problems.get(3)).contains("text.png", "neither a PNG nor a JPEG image nor an IDX");
    assertThat(problems.get(4)).contains("file=empty", "neither a PNG");
    assertThat(problems.get(5)).contains("file=labels", "the file is not an IDX file of images");
    assertThat(problems.get(6)).contains("file=none", "a folder without files");
    assertThat(problems.get(7)).contains("file=missing", "there is no such file or folder");
  }

  @Test
  void anAddressWithAPasswordIsRefusedAndNotRepeated() {
    String problem =
        new PictureFiles(SIDE, Background.BLACK, new Configuration(false))
            .read(List.of("s3a://key:hidden@bucket/a.png"))
            .problems()
            .get(0)
            .toString();
    assertThat(problem).contains("has a user's password in it").doesNotContain("hidden");
  }

  @Test
  void aFoldersFilesAreReadInOrderIdxImagesAreNumberedAndANameThatHadoopRefusesIsOneProblem()
      throws IOException {
    byte[] two = ByteBuffer.allocate(18).putInt(0x803).putInt(2).putInt(1).putInt(1).array();
    two[17] = 77;
    write("b", two);
    write("a.png", bytes(greys(BufferedImage.TYPE_BYTE_GRAY, 2), "png"));
    write(".hidden", new byte[] {1});
    write("10:20.png", bytes(greys(BufferedImage.TYPE_BYTE_GRAY, 2), "png"));
    Files.createDirectory(folder.resolve("below"));
    PictureFiles.Reading reading = read(Background.BLACK, folder);
    assertThat(reading.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.file()).isEqualTo(folder + "/10:20.png");
              assertThat(problem.message()).contains(".10:20.png.crc");
            });
    assertThat(reading.pictures().stream().map(Picture::name))
        .containsExactly(folder + "/a.png", folder + "/b[0]", folder + "/b[1]");
    assertThat(reading.pictures().get(2).pixels()).isEqualTo(expected(i -> 77));
  }
}
