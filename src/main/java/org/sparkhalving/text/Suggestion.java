package org.sparkhalving.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The right name that a misspelt one is nearest to. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * The name of the least edit distance from {@code misspelt}, unless more than a third of its
   * letters (at least two) would have to change.
   */
  public static Optional<String> nearest(String misspelt, Collection<String> names) {
    int most = Math.max(2, misspelt.length() / 3);
    return names.stream()
        .filter(
            name -> distance(misspelt, name) <= most && distance(misspelt, name) < name.length())
        .min(
            Comparator.comparingInt((String name) -> distance(misspelt, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Levenshtein's distance, by one row of his matrix. */
  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
