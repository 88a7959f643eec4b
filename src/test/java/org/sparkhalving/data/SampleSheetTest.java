package org.sparkhalving.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleSheetTest {
  private static final int WHITE = 0xFFFFFF;

  /** Names: 11 letters of 6 pixels and 2 gaps; then cells of 28 pixels and a gap; all doubled. */
  private static final int NAMES = 11 * 6 * 2 + 8;

  private static final int CELL = 28 * 2 + 4;

  @Test
  void hasARowForEachClassAndAColumnForEachSample() {
    BufferedImage sheet = SampleSheet.of(TestFiles.smallTrainingSet(), 12);

    assertThat(sheet.getWidth()).isEqualTo(NAMES + 12 * CELL);
    assertThat(sheet.getHeight()).isEqualTo(4 + 10 * CELL);
  }

  @Test
  void showsTheFirstImagesOfEachClassDoubled() {
    ImageSet set = TestFiles.smallTrainingSet();
    BufferedImage sheet = SampleSheet.of(set, 2);

    // Image 0 is an ankle boot (class 9), images 1 and 2 are T-shirts (class 0).
    assertThat(set.labels().labels()).startsWith(9, 0, 0);
    assertThat(shown(sheet, 9, 0)).isEqualTo(pixels(set, 0));
    assertThat(shown(sheet, 0, 0)).isEqualTo(pixels(set, 1));
    assertThat(shown(sheet, 0, 1)).isEqualTo(pixels(set, 2));
  }

  @Test
  void leavesMissingSamplesEmpty() {
    ImageSet set =
        new ImageSet(
            "one",
            new IdxImages(1, 28, 28, new byte[784], ""),
            new IdxLabels(1, new byte[] {4}, ""));

    BufferedImage sheet = SampleSheet.of(set, 2);

    assertThat(shown(sheet, 4, 0)).containsOnly(0);
    assertThat(shown(sheet, 4, 1)).containsOnly(WHITE);
    assertThat(shown(sheet, 3, 0)).containsOnly(WHITE);
  }

  @Test
  void writesTheNamesOfTheClasses() {
    BufferedImage sheet = SampleSheet.of(TestFiles.smallTrainingSet(), 1);

    assertThat(name(sheet, 8))
        .isEqualTo(
            """
            ####..............
            #...#........####.
            #...#..###..#...#.
            ####......#.#...#.
            #...#..####..####.
            #...#.#...#.....#.
            ####...####..###..
            """);
  }

  @Test
  void hasALetterForEveryClassName() {
    for (char letter : String.join("", FashionMnist.CLASSES).replace(" ", "").toCharArray()) {
      assertThat(IntStream.range(0, PixelFont.HEIGHT * PixelFont.ADVANCE))
          .as("letter %s", letter)
          .anyMatch(i -> PixelFont.inked(letter, i / PixelFont.ADVANCE, i % PixelFont.ADVANCE));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 101})
  void refusesTooFewOrTooManyColumns(int columns) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SampleSheet.of(TestFiles.smallTrainingSet(), columns))
        .withMessage("a sample sheet of " + columns + " columns: allowed are 1 to 100");
  }

  private static int[] shown(BufferedImage sheet, int row, int column) {
    int left = NAMES + column * CELL;
    int top = 4 + row * CELL;
    return IntStream.range(0, 56 * 56)
        .map(i -> sheet.getRGB(left + i % 56, top + i / 56) & WHITE)
        .toArray();
  }

  private static int[] pixels(ImageSet set, int image) {
    return IntStream.range(0, 56 * 56)
        .map(i -> set.images().pixel(image, i / 56 / 2, i % 56 / 2) * 0x010101)
        .toArray();
  }

  /** The first three letters of a class's name as text, one character for each doubled pixel. */
  private static String name(BufferedImage sheet, int row) {
    int top = 4 + row * CELL + (56 - 14) / 2;
    return IntStream.range(0, 7)
        .mapToObj(
            y ->
                IntStream.range(0, 18)
                    .mapToObj(x -> (sheet.getRGB(4 + 2 * x, top + 2 * y) & WHITE) == 0 ? "#" : ".")
                    .collect(Collectors.joining("", "", "\n")))
        .collect(Collectors.joining());
  }
}
