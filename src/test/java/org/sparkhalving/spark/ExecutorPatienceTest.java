package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutorPatienceTest {
  /** How many are expected, when each executor comes, and when the wait is over, in seconds. */
  @ParameterizedTest
  @CsvSource({
    "0, '',           60",
    "0, '5',           8",
    "0, '5 7 10',     13",
    "0, '59',         62",
    "0, '5 9',         8",
    "2, '5 30',       30",
    "2, '5',          65",
    "2, '',           60",
  })
  void executorsAreWaitedForAsLongAsTheyAreExpected(int expected, String come, int over) {
    int[] seconds =
        Pattern.compile("\\d+")
            .matcher(come)
            .results()
            .map(MatchResult::group)
            .mapToInt(Integer::parseInt)
            .toArray();
    ExecutorPatience patience = new ExecutorPatience(expected);

    int second = 1;
    while (!patience.isOver(there(seconds, second))) {
      second++;
    }

    assertThat(second).isEqualTo(over);
  }

  private static int there(int[] come, int second) {
    return (int) IntStream.of(come).filter(at -> at <= second).count();
  }

  @Test
  void theNumberIsTheSessionsOwn() {
    SparkConf keys = new SparkConf(false);
    assertThat(ExecutorPatience.expected(keys)).isZero();
    keys.set("spark.executor.instances", "3").set("spark.dynamicAllocation.minExecutors", "5");
    assertThat(ExecutorPatience.expected(keys)).isEqualTo(3);
    keys.set("spark.dynamicAllocation.enabled", "true");
    assertThat(ExecutorPatience.expected(keys)).isEqualTo(5);
  }
}
