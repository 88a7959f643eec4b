package org.sparkhalving.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriterionTest {

  @ParameterizedTest
  @CsvSource({
    "BEST, VAL_ACCURACY, 80 82 81, 2",
    "LAST, VAL_ACCURACY, 80 82 81, 3",
    "BEST, VAL_ACCURACY, 82 82 82, 1",
    "BEST, VAL_LOSS, 0.5 0.4 0.45, 2",
    "BEST, VAL_LOSS, 0.4 0.4 0.3, 3",
    "LAST, VAL_LOSS, 0.5 0.4 0.45, 3",
    "BEST, VAL_ACCURACY, 80, 1",
    "BEST, VAL_ACCURACY, NaN 10, 2",
    "BEST, VAL_LOSS, 2 NaN, 1"
  })
  void theBestEpochCountsOfEqualOnesTheFirstOrTheLast(
      Scope scope, Metric metric, String values, int epoch) {
    String[] figures = values.split(" ", -1);

    assertThat(
            new Criterion(metric, scope)
                .counting(
                    IntStream.range(0, figures.length)
                        .mapToObj(index -> epoch(index + 1, Double.parseDouble(figures[index])))))
        .map(EpochMetrics::epoch)
        .contains(epoch);
  }

  @Test
  void withoutAnEpochNoneCounts() {
    assertThat(
            Criterion.best(Metric.VAL_LOSS).counting(IntStream.empty().mapToObj(n -> epoch(n, 0))))
        .isEmpty();
  }

  private static EpochMetrics epoch(int number, double value) {
    return new EpochMetrics(number, 1, value, value, 0.1, 1);
  }
}
