package org.sparkhalving.search.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistributionTest {
  /** The greatest quantile that a seed can give. */
  private static final double LAST = 1 - 0x1.0p-53;

  @Test
  void choiceGivesEachOptionItsShareInOrder() {
    Distribution choice = new Distribution.Choice(List.of("a", 2L, true, List.of(1L, 2L)));

    assertThat(List.of(0.0, 0.2499, 0.25, 0.5, 0.75, LAST))
        .map(choice::at)
        .containsExactly("a", "a", 2L, true, List.of(1L, 2L), List.of(1L, 2L));
  }

  @Test
  void uniformRunsFromLowToBelowHigh() {
    Distribution uniform = new Distribution.Uniform(-1, 3);

    assertThat(uniform.at(0)).isEqualTo(-1.0);
    assertThat(uniform.at(0.25)).isEqualTo(0.0);
    assertThat((double) uniform.at(LAST)).isLessThan(3);
  }

  @Test
  void realsStayBelowTheirUpperBoundWhereRoundingReachesIt() {
    double high = Math.nextUp(1.0);

    assertThat(new Distribution.Uniform(1, high).at(LAST)).isEqualTo(1.0);
    assertThat(new Distribution.LogUniform(1, high).at(LAST)).isEqualTo(1.0);
  }

  @ParameterizedTest
  @CsvSource({"5e-4, 5e-2", "1e-300, 1e300", "4.9e-324, 1e-323", "0.25, 0.35"})
  void logUniformRunsFromLowToBelowHighByRatio(double low, double high) {
    Distribution logUniform = new Distribution.LogUniform(low, high);

    assertThat((double) logUniform.at(0)).isBetween(low, low * (1 + 1e-12));
    assertThat((double) logUniform.at(LAST)).isGreaterThanOrEqualTo(low).isLessThan(high);
  }

  @Test
  void logUniformHasTheGeometricMeanInItsMiddle() {
    assertThat((double) new Distribution.LogUniform(1e-4, 1e-2).at(0.5))
        .isCloseTo(1e-3, within(1e-15));
  }

  @Test
  void quniformGivesDecimalMultiplesWithBothBounds() {
    Distribution quniform = new Distribution.QUniform(0.1, 0.5, 0.1);

    assertThat(List.of(0.0, 0.12, 0.13, 0.3, 0.5, 0.7, 0.87, 0.88, LAST))
        .map(quniform::at)
        .containsExactly(0.1, 0.1, 0.2, 0.2, 0.3, 0.4, 0.4, 0.5, 0.5);
  }

  @Test
  void randintExcludesItsUpperBound() {
    Distribution randint = new Distribution.RandInt(250, 254);

    assertThat(List.of(0.0, 0.2499, 0.25, 0.5, 0.75, LAST))
        .map(randint::at)
        .containsExactly(250L, 250L, 251L, 252L, 253L, 253L);
  }

  @Test
  void randintSpansNegativeAndGreatBounds() {
    long least = Long.MIN_VALUE;
    Distribution widest = new Distribution.RandInt(least, least + (1L << 53));

    assertThat(new Distribution.RandInt(-2, 0).at(0.5)).isEqualTo(-1L);
    assertThat(new Distribution.RandInt(7, 8).at(LAST)).isEqualTo(7L);
    assertThat(widest.at(0)).isEqualTo(least);
    assertThat(widest.at(LAST)).isEqualTo(least + (1L << 53) - 1);
  }

  @Test
  void fixedIsTheSameAtEveryQuantile() {
    Distribution fixed = new Distribution.Fixed(List.of(64L, 32L));

    assertThat(fixed.at(0)).isEqualTo(List.of(64L, 32L)).isEqualTo(fixed.at(LAST));
  }

  @Test
  void wrongBoundsAreRefusedWithWhatTheyAre() {
    refuses(() -> new Distribution.Choice(List.of()), "choice has no options");
    refuses(() -> new Distribution.Uniform(2, 1), "uniform", "first bound below", "[2.0, 1.0]");
    refuses(() -> new Distribution.Uniform(1, 1), "uniform", "first bound below", "[1.0, 1.0]");
    refuses(() -> new Distribution.Uniform(Double.NaN, 1), "uniform", "finite", "[NaN, 1.0]");
    refuses(() -> new Distribution.Uniform(0, Double.NaN), "uniform", "finite", "[0.0, NaN]");
    refuses(() -> new Distribution.Uniform(0, Double.POSITIVE_INFINITY), "uniform", "finite");
    refuses(() -> new Distribution.Uniform(-1e308, 1e308), "uniform", "finite distance");
    refuses(() -> new Distribution.LogUniform(5e-3, 5e-5), "loguniform", "[0.005, 5.0E-5]");
    refuses(() -> new Distribution.LogUniform(0, 1), "loguniform", "above 0", "[0.0, 1.0]");
    refuses(() -> new Distribution.LogUniform(-1, 1), "loguniform", "above 0", "[-1.0, 1.0]");
    refuses(() -> new Distribution.QUniform(0, 1, 0), "quniform", "quantum above 0", "is 0.0");
    refuses(() -> new Distribution.QUniform(0, 1, -1), "quniform", "quantum above 0", "is -1.0");
    refuses(() -> new Distribution.QUniform(0, 1, Double.NaN), "quniform", "is NaN");
    refuses(() -> new Distribution.QUniform(0, 1, 1e-300), "quniform", "too small", "1.0E-300");
    refuses(() -> new Distribution.QUniform(0.1, 1, 0.2), "quniform", "multiples", "[0.1, 1.0]");
    refuses(() -> new Distribution.QUniform(0, 0.5, 0.2), "quniform", "multiples", "0.2");
    refuses(() -> new Distribution.RandInt(3, 3), "randint", "exclusive", "[3, 3]");
    refuses(() -> new Distribution.RandInt(0, (1L << 53) + 1), "randint", "at most 2^53 apart");
    refuses(() -> new Distribution.RandInt(Long.MIN_VALUE, Long.MAX_VALUE), "randint", "2^53");
  }

  private static void refuses(Supplier<Distribution> wrong, String... words) {
    assertThatThrownBy(wrong::get)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(words);
  }
}
