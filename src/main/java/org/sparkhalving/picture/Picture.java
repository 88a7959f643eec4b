package org.sparkhalving.picture;

import java.util.OptionalInt;

/**
 * One picture as a network takes it.
 *
 * @param file where it comes from, as it was given or listed
 * @param index its number in the file, from 0, where the file has many
 * @param inverted whether its background was white
 * @param pixels unsigned bytes, row after row, of a square whose background is 0
 */
public record Picture(String file, OptionalInt index, boolean inverted, byte[] pixels) {

  /** What people call it: the file, with the number where there is one. */
  public String name() {
    return index.isPresent() ? "%s[%s]".formatted(file, index.getAsInt()) : file;
  }
}
