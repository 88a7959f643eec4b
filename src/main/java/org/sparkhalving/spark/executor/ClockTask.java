package org.sparkhalving.spark.executor;

import java.io.Serializable;
import java.time.Instant;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function;

/** Reads an executor's clock. */
public record ClockTask() implements Function<Integer, ClockTask.Reading> {
  /** What the clock of an executor showed. */
  public record Reading(String executor, Instant at) implements Serializable {}

  @Override
  public Reading call(Integer slot) {
    return new Reading(SparkEnv.get().executorId(), Instant.now());
  }
}
