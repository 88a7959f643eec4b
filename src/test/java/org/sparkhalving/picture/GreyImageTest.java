package org.sparkhalving.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GreyImageTest {
  private static GreyImage image(int width, int... greys) {
    return new GreyImage(width, greys.length / width, bytes(greys), new byte[0]);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    IntStream.range(0, values.length).forEach(i -> bytes[i] = (byte) values[i]);
    return bytes;
  }

  @Test
  void aPictureOfTheSquaresSizeKeepsItsPixels() {
    byte[] all = bytes(IntStream.range(0, 256).toArray());
    assertThat(new GreyImage(16, 16, all, new byte[0]).square(16, false)).isEqualTo(all);
  }

  @Test
  void pixelsAreTheMeansOfTheAreasThatTheyCover() {
    assertThat(image(4, 0, 100, 8, 8, 200, 100, 8, 8, 1, 1, 0, 0, 1, 1, 0, 255).square(2, false))
        .isEqualTo(bytes(100, 8, 1, 64));
    // Three pixels become two: each covers one and a half.
    assertThat(image(3, 90, 30, 60, 90, 30, 60, 90, 30, 60).square(2, false))
        .isEqualTo(bytes(70, 50, 70, 50));
    assertThat(image(1, 7).square(2, false)).isEqualTo(bytes(7, 7, 7, 7));
  }

  @Test
  void theShorterSideIsInTheMiddleOnBlack() {
    assertThat(image(4, 9, 9, 9, 9, 5, 5, 5, 5).square(4, false))
        .isEqualTo(bytes(0, 0, 0, 0, 9, 9, 9, 9, 5, 5, 5, 5, 0, 0, 0, 0));
    assertThat(image(4, 9, 9, 9, 9, 5, 5, 5, 5).square(4, true))
        .isEqualTo(bytes(0, 0, 0, 0, 246, 246, 246, 246, 250, 250, 250, 250, 0, 0, 0, 0));
    assertThat(image(1, IntStream.generate(() -> 255).limit(1000).toArray()).square(3, false))
        .isEqualTo(bytes(0, 255, 0, 0, 255, 0, 0, 255, 0));
  }

  @Test
  void transparencyIsBlackInvertedOrNot() {
    GreyImage image = new GreyImage(2, 2, bytes(200, 200, 200, 200), bytes(255, 0, 51, 255));
    assertThat(image.square(2, false)).isEqualTo(bytes(200, 0, 40, 200));
    assertThat(image.square(2, true)).isEqualTo(bytes(55, 0, 11, 55));
  }

  @Test
  void aBackgroundIsGuessedByTheEdgeAlone() {
    GreyImage dark = image(3, 250, 250, 250, 250, 0, 250, 250, 250, 250);
    assertThat(dark.edge()).isEqualTo(250);
    assertThat(Background.GUESS.isWhite(dark)).isTrue();
    assertThat(Background.GUESS.isWhite(image(3, 9, 9, 9, 9, 255, 9, 9, 9, 9))).isFalse();
    assertThat(Background.BLACK.isWhite(dark)).isFalse();
    assertThat(Background.GUESS.isWhite(new GreyImage(1, 1, bytes(0), bytes(0))))
        .as("what is transparent is seen on white")
        .isTrue();
  }
}
