package org.sparkhalving.spark;

import java.util.TreeSet;
import java.util.function.IntSupplier;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Row;

/**
 * The trials as data sets: one for those that are known when the first of them is asked for, one
 * for those that have become known by the time that another one is, and so on. A sampler that
 * learns knows a few at a time, so that there are as many groups as trials: only the one that was
 * asked for last is kept, and another is made again when a trial of it is promoted. A job that runs
 * keeps its own. Each repeat of a trial, numbered after all of them, is a data set of its own.
 */
final class TrialBatches {
  private final int trials;
  private final IntSupplier known;
  private final Source source;

  /** The first trial of each group, and the trial that the next one will begin with. */
  private final TreeSet<Integer> begins = new TreeSet<>();

  private int lastBegin = -1;
  private RDD<Row> last;

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
  TrialBatches(int trials, IntSupplier known, Source source) {
    this.trials = trials;
    this.known = known;
    this.source = source;
    begins.add(0);
  }

  /** The group that has {@code trial}, one that is known, or a repeat. */
  RDD<Row> of(int trial) {
    if (isRepeat(trial)) {
      return source.rows(trial, trial + 1);
    }
    if (trial >= begins.last()) {
      begins.add(known.getAsInt());
    }
    int begin = begins.floor(trial);
    if (begin != lastBegin) {
      last = source.rows(begin, begins.higher(begin));
      lastBegin = begin;
    }
    return last;
  }

  /** The partition of {@link #of} that {@code trial} is. */
  int partition(int trial) {
    return isRepeat(trial) ? 0 : trial - begins.floor(trial);
  }

  private boolean isRepeat(int trial) {
    return trial >= trials;
  }
}
