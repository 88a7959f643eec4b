package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkBackendTest {
  @Test
  void underDynamicAllocationTasksAreSubmittedForExecutorsThatSparkMayStart() {
    SparkConf fixed = new SparkConf(false).set("spark.master", "yarn");
    SparkConf unlimited = fixed.clone().set("spark.dynamicAllocation.enabled", "true");
    SparkConf ten = unlimited.clone().set("spark.dynamicAllocation.maxExecutors", "10");
    SparkConf most =
        unlimited.clone().set("spark.dynamicAllocation.maxExecutors", "" + Integer.MAX_VALUE);
    SparkConf local = unlimited.clone().set("spark.master", "local[4]");

    assertThat(SparkBackend.grown(fixed, () -> 4)).isZero();
    assertThat(SparkBackend.grown(unlimited, () -> 4)).isEqualTo(Integer.MAX_VALUE);
    assertThat(SparkBackend.grown(ten, () -> 4)).isEqualTo(40);
    assertThat(SparkBackend.grown(most, () -> 4)).isEqualTo(Integer.MAX_VALUE);
    assertThat(SparkBackend.grown(local, () -> 4)).isZero();
  }
}
