package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkBackendTest {
  @Test
  void underDynamicAllocationAsManyTasksWaitAsRun() {
    SparkConf fixed = new SparkConf(false).set("spark.master", "yarn");
    SparkConf unlimited = fixed.clone().set("spark.dynamicAllocation.enabled", "true");
    SparkConf ten = unlimited.clone().set("spark.dynamicAllocation.maxExecutors", "10");
    SparkConf most =
        unlimited.clone().set("spark.dynamicAllocation.maxExecutors", "" + Integer.MAX_VALUE);
    SparkConf local = unlimited.clone().set("spark.master", "local[4]");

    assertThat(ahead(fixed, 0, 4, 8, 40)).containsExactly(0, 0, 0, 0);
    assertThat(ahead(local, 0, 4, 8, 40)).containsExactly(0, 0, 0, 0);
    assertThat(ahead(unlimited, 0, 2, 4, 8, 400)).containsExactly(4, 4, 4, 8, 400);
    assertThat(ahead(most, 0, 2, 4, 8, 400)).containsExactly(4, 4, 4, 8, 400);
    assertThat(ahead(ten, 0, 4, 20, 28, 40, 44)).containsExactly(4, 4, 20, 12, 0, 0);
  }

  /** How many wait beside so many that run, four an executor. */
  private static List<Integer> ahead(SparkConf conf, Integer... running) {
    return Stream.of(running).map(fitting -> SparkBackend.ahead(conf, fitting, () -> 4)).toList();
  }
}
