package org.sparkhalving.data;

import java.util.HexFormat;
import java.util.Map;

/**
 * Five by seven pixel letters for the class names. Text drawn by java.awt needs fonts and a working
 * display setting, which servers often lack, and differs from machine to machine.
 */
final class PixelFont {
  /** Pixels from one letter to the next. */
  static final int ADVANCE = 6;

  /** Pixels from a letter's top to its bottom. */
  static final int HEIGHT = 7;

  private static final int WIDTH = 5;

  /** Seven rows of five bits from the top, the leftmost pixel the highest bit. */
  private static final Map<Character, byte[]> LETTERS =
      Map.ofEntries(
          letter(' ', "00000000000000"),
          letter('-', "0000000e000000"),
          letter('/', "00010204081000"),
          letter('A', "0e11111f111111"),
          letter('B', "1e11111e11111e"),
          letter('C', "0e11101010110e"),
          letter('D', "1c12111111121c"),
          letter('P', "1e11111e101010"),
          letter('S', "0f10100e01011e"),
          letter('T', "1f040404040404"),
          letter('a', "00000e010f110f"),
          letter('b', "1010161911111e"),
          letter('d', "01010d1311110f"),
          letter('e', "00000e111f100e"),
          letter('g', "000f11110f010e"),
          letter('h', "10101619111111"),
          letter('i', "04000c0404040e"),
          letter('k', "10101214181412"),
          letter('l', "0c04040404040e"),
          letter('n', "00001619111111"),
          letter('o', "00000e1111110e"),
          letter('p', "00001e111e1010"),
          letter('r', "00001619101010"),
          letter('s', "00000e100e011e"),
          letter('t', "08081c08080906"),
          letter('u', "0000111111130d"),
          letter('v', "00001111110a04"));

  private PixelFont() {}

  /** Whether a letter is inked at a row and a column from its top left; unknown letters are not. */
  static boolean inked(char letter, int row, int column) {
    byte[] rows = LETTERS.getOrDefault(letter, LETTERS.get(' '));
    return column < WIDTH && (rows[row] >> (WIDTH - 1 - column) & 1) == 1;
  }

  private static Map.Entry<Character, byte[]> letter(char letter, String rows) {
    return Map.entry(letter, HexFormat.of().parseHex(rows));
  }
}
