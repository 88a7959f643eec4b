package org.sparkhalving.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected values: numpy.random.RandomState(seed). */
class MersenneTwisterTest {

  @ParameterizedTest
  @CsvSource({
    "0, 2357136044, 2546248239, 3071714933",
    "42, 1608637542, 3421126067, 4083286876",
    "5489, 3499211612, 581869302, 3890346734",
    "2147483648, 652847386, 1439962116, 3524204305",
    "4294967295, 419326371, 479346978, 3918654476"
  })
  void beginsAsNumpyDoes(long seed, long first, long second, long third) {
    MersenneTwister random = new MersenneTwister(seed);

    assertThat(LongStream.generate(() -> Integer.toUnsignedLong(random.nextBits())).limit(3))
        .containsExactly(first, second, third);
  }

  @Test
  void itsTenThousandthOutputIsThatOfTheReferenceImplementation() {
    MersenneTwister random = new MersenneTwister(5489);
    IntStream.range(1, 10_000).forEach(i -> random.nextBits());

    assertThat(Integer.toUnsignedLong(random.nextBits())).isEqualTo(4123659995L);
  }

  @Test
  void permutesAsNumpyDoes() {
    assertThat(new MersenneTwister(42).permutation(10))
        .containsExactly(8, 1, 5, 0, 7, 2, 9, 4, 3, 6);
    assertThat(new MersenneTwister(4294967295L).permutation(10))
        .containsExactly(6, 9, 5, 1, 8, 0, 7, 4, 2, 3);
  }

  @Test
  void drawsNothingForASinglePlace() {
    MersenneTwister random = new MersenneTwister(42);

    assertThat(random.permutation(1)).containsExactly(0);
    assertThat(Integer.toUnsignedLong(random.nextBits())).isEqualTo(1608637542);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 4294967296L})
  void refusesSeedsThatNumpyRefuses(long seed) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MersenneTwister(seed))
        .withMessage("the seed is " + seed + ", but must be from 0 to 4294967295");
  }
}
