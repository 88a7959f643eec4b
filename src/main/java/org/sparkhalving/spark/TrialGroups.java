package org.sparkhalving.spark;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;

/**
 * The trials as data sets: one for those that are known when the first of them is asked for, one
 * for those that have become known by the time that another one is, and so on. A sampler that
 * learns knows a few at a time.
 */
final class TrialGroups {
  private final int trials;
  private final IntSupplier known;
  private final Source source;
  private final TreeMap<Integer, RDD<Row>> groups = new TreeMap<>();
  private int made;

  /** Makes the data set of some trials, a row a partition. */
  interface Source {
    /** Trials {@code from} to {@code until − 1}. */
    RDD<Row> rows(int from, int until);
  }

  /**
   * Groups before the first one is made.
   *
   * @param trials how many trials there are
   * @param known how many are known by now: those numbered below
   */
  TrialGroups(int trials, IntSupplier known, Source source) {
    this.trials = trials;
    this.known = known;
    this.source = source;
  }

  /** How many trials there are, known or not. */
  int trials() {
    return trials;
  }

  /** The group that has {@code trial}, one that is known. */
  RDD<Row> of(int trial) {
    if (trial >= made) {
      int until = known.getAsInt();
      groups.put(made, source.rows(made, until));
      made = until;
    }
    return groups.floorEntry(trial).getValue();
  }

  /** The partition of {@link #of} that {@code trial} is. */
  int partition(int trial) {
    Map.Entry<Integer, RDD<Row>> group = groups.floorEntry(trial);
    return trial - group.getKey();
  }
}
