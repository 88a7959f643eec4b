package org.sparkhalving.search.scheduler;

import java.util.ArrayList;
import java.util.List;

/**
 * The resource levels of successive halving: min·ηⁱ while below max, then max (Li et al.,
 * Hyperband, r·ηⁱ up to R).
 *
 * @param epochs the last epoch of each rung, ascending, from 1; rung numbers are its indices
 */
public record Rungs(List<Integer> epochs) {
  /** Takes a copy of at least one level, each above the one before. */
  public Rungs {
    epochs = List.copyOf(epochs);
    if (epochs.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one rung");
    }
    int before = 0;
    for (int level : epochs) {
      if (level <= before) {
        throw new IllegalArgumentException(
            "the rungs' epochs must ascend from at least 1, but they are " + epochs);
      }
      before = level;
    }
  }

  /**
   * The rungs of a range.
   *
   * @param minEpochs r, at least 1
   * @param maxEpochs R, at least {@code minEpochs}
   * @param reductionFactor η, at least 2
   */
  public static Rungs of(int minEpochs, int maxEpochs, int reductionFactor) {
    if (minEpochs < 1 || maxEpochs < minEpochs || reductionFactor < 2) {
      throw new IllegalArgumentException(
          "rungs need 1 <= min-epochs <= max-epochs and a reduction-factor of at least 2, but they are %s, %s and %s"
              .formatted(minEpochs, maxEpochs, reductionFactor));
    }
    List<Integer> levels = new ArrayList<>();
    for (long level = minEpochs; level < maxEpochs; level *= reductionFactor) {
      levels.add((int) level);
    }
    levels.add(maxEpochs);
    return new Rungs(levels);
  }

  /** How many rungs there are. */
  public int count() {
    return epochs.size();
  }

  /** The number of the last rung. */
  public int last() {
    return epochs.size() - 1;
  }
}
