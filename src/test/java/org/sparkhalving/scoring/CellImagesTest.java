package org.sparkhalving.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.sparkhalving.picture.Background;
import scala.jdk.javaapi.CollectionConverters;

/** What a table's cell can be for an image of 2 x 2 pixels. */
class CellImagesTest {
  private static final CellImages IMAGES = new CellImages(4, Background.BLACK);
  private static final byte[] PIXELS = {0, 1, (byte) 200, (byte) 255};

  private static byte[] png() throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, 2, 2, PIXELS);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static Object array(Number... numbers) {
    return CollectionConverters.asScala(Arrays.asList(numbers)).toSeq();
  }

  @Test
  void filesPixelsAndArraysAreImages() throws IOException {
    for (Object cell :
        List.of(
            png(),
            PIXELS,
            array(0, 1, 200, 255),
            array(0L, 1L, 200L, 255L),
            array(0.0, 1.0, 200.0, 255.0))) {
      assertThat(IMAGES.of(cell)).isEqualTo(PIXELS);
    }
  }

  @Test
  void pixelsThatBeginLikeAFileAreNone() throws IOException {
    byte[] likePng = {(byte) 0x89, 'P', 'N', 'G'};
    byte[] likeJpeg = {(byte) 0xff, (byte) 0xd8, 0, 0};

    assertThat(IMAGES.of(likePng)).isEqualTo(likePng);
    assertThat(IMAGES.of(likeJpeg)).isEqualTo(likeJpeg);
  }

  @Test
  void picturesOnWhiteAreInverted() throws IOException {
    byte[] inverted = {(byte) 255, (byte) 254, 55, 0};

    for (Object cell : List.of(png(), PIXELS, array(0, 1, 200, 255))) {
      assertThat(new CellImages(4, Background.WHITE).of(cell)).isEqualTo(inverted);
    }
  }

  @Test
  void whatIsNoImageIsRefusedWithTheReason() throws IOException {
    assertRefused(null, "it is null");
    assertRefused(
        new byte[3],
        "it is neither a PNG nor a JPEG image, nor, of 3 bytes, the 4 pixels of one of the network's");
    assertRefused("text", "it is neither binary nor an array of numbers");
    assertRefused(Arrays.copyOf(png(), 40), "it is damaged: ");
    assertRefused(array(1, 2), "it has 2 numbers, but the network's images 4 pixels");
    assertRefused(array(0, 1, 2, 256), "pixel 3 is 256, and no whole number from 0 to 255");
    assertRefused(array(0, -1, 2, 3), "pixel 1 is -1, and no whole number from 0 to 255");
    assertRefused(array(0.5, 1, 2, 3), "pixel 0 is 0.5, and no whole number from 0 to 255");
    assertRefused(array(0, null, 2, 3), "pixel 1 is null, and no whole number from 0 to 255");
  }

  @Test
  void aNetworkOfOtherImagesThanSquaresTakesTheirPixelsOnly() throws IOException {
    CellImages wide = new CellImages(3, Background.BLACK);
    String noSquare = "the model takes images of 3 pixels, which is no square: ";
    assertThat(wide.of(array(1, 2, 3))).containsExactly(1, 2, 3);
    assertRefused(wide, png(), noSquare);
    assertRefused(new CellImages(3, Background.GUESS), array(1, 2, 3), noSquare);
  }

  private static void assertRefused(Object cell, String message) {
    assertRefused(IMAGES, cell, message);
  }

  private static void assertRefused(CellImages images, Object cell, String message) {
    assertThatThrownBy(() -> images.of(cell))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void columnsOfImagesAreBinaryOrArraysOfNumbers() {
    for (DataType type :
        List.of(
            DataTypes.BinaryType,
            DataTypes.createArrayType(DataTypes.ByteType),
            DataTypes.createArrayType(DataTypes.DoubleType))) {
      assertThat(CellImages.isOfImages(type)).isTrue();
    }
    assertThat(CellImages.isOfImages(DataTypes.StringType)).isFalse();
    assertThat(CellImages.isOfImages(DataTypes.createArrayType(DataTypes.StringType))).isFalse();
  }
}
