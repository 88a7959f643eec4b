package org.sparkhalving.data;

/**
 * numpy's legacy generator, {@code numpy.random.RandomState}: MT19937 (Matsumoto and Nishimura,
 * 1998) seeded by one integer, and its shuffle. numpy promises that this stream never changes (NEP
 * 19).
 */
final class MersenneTwister {
  /** The highest seed; the lowest is 0. */
  static final long HIGHEST_SEED = 0xFFFFFFFFL;

  private static final int LENGTH = 624;
  private static final int SHIFT = 397;
  private static final int UPPER_BIT = 0x80000000;
  private static final int LOWER_BITS = 0x7FFFFFFF;
  private static final int TWIST = 0x9908B0DF;

  private final int[] state = new int[LENGTH];
  private int next = LENGTH;

  /**
   * The generator of a seed, as by numpy's {@code mt19937_seed} (Knuth's recurrence).
   *
   * @param seed from 0 to {@link #HIGHEST_SEED}
   */
  MersenneTwister(long seed) {
    if (seed < 0 || seed > HIGHEST_SEED) {
      throw new IllegalArgumentException(
          "the seed is %s, but must be from 0 to %s".formatted(seed, HIGHEST_SEED));
    }
    state[0] = (int) seed;
    for (int i = 1; i < LENGTH; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /** The next 32 random bits. */
  int nextBits() {
    if (next == LENGTH) {
      regenerate();
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9D2C5680;
    y ^= (y << 15) & 0xEFC60000;
    return y ^ (y >>> 18);
  }

  /**
   * An integer from 0 to {@code most}, both included: numpy's {@code random_interval}, which draws
   * bits under a mask until the value is in range.
   *
   * @param most at least 0
   */
  int upTo(int most) {
    if (most == 0) {
      return 0;
    }
    int mask = -1 >>> Integer.numberOfLeadingZeros(most);
    int value;
    do {
      value = nextBits() & mask;
    } while (value > most);
    return value;
  }

  /** Shuffles in place: {@code RandomState.shuffle} of a one-dimensional array. */
  void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = upTo(i);
      int moved = values[i];
      values[i] = values[j];
      values[j] = moved;
    }
  }

  /** The numbers from 0 to {@code count - 1}, shuffled: {@code RandomState.permutation}. */
  int[] permutation(int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = i;
    }
    shuffle(values);
    return values;
  }

  private void regenerate() {
    for (int i = 0; i < LENGTH; i++) {
      int y = (state[i] & UPPER_BIT) | (state[(i + 1) % LENGTH] & LOWER_BITS);
      state[i] = state[(i + SHIFT) % LENGTH] ^ (y >>> 1) ^ ((y & 1) * TWIST);
    }
    next = 0;
  }
}
