package org.sparkhalving.search;

import java.nio.charset.StandardCharsets;

/**
 * Seeds as hashes of what they belong to, so that no generator's state is stored anywhere: a
 * trial's of (study seed, trial), an epoch's of (trial seed, epoch, purpose). The mixing function
 * is SplitMix64's finaliser (Steele, Lea and Flood, 2014).
 */
public final class Seeds {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Seeds() {}

  /** The seed of trial number {@code trial} in a study of seed {@code study}. */
  public static long ofTrial(long study, int trial) {
    return mix(mix(study) + trial);
  }

  /**
   * The seed of something named {@code purpose} and numbered {@code index} that belongs to the
   * owner of {@code seed}.
   */
  public static long of(long seed, String purpose, long index) {
    long hash = mix(seed);
    for (byte letter : purpose.getBytes(StandardCharsets.UTF_8)) {
      hash = mix(hash + letter);
    }
    return mix(hash + index);
  }

  /** A number in [0, 1) with 53 random bits, from a seed. */
  public static double unit(long seed) {
    return (mix(seed) >>> 11) * 0x1.0p-53;
  }

  private static long mix(long value) {
    long z = value + GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
