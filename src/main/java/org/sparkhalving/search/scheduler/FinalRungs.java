package org.sparkhalving.search.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/** The rows of rungs that have become final; no rung does so before the one below it. */
final class FinalRungs {
  private final int rungs;
  private final List<Decision> decisions = new ArrayList<>();
  private int count;

  /** None of {@code rungs} is final yet. */
  FinalRungs(Rungs rungs) {
    this.rungs = rungs.count();
  }

  /**
   * Takes in the rows of the rungs that are final by now and were not before.
   *
   * @param isFinal whether a rung's rows can be written
   * @param rows its rows
   */
  void close(IntPredicate isFinal, IntFunction<List<Decision>> rows) {
    while (!areAll() && isFinal.test(count)) {
      decisions.addAll(rows.apply(count));
      count++;
    }
  }

  /** Whether every rung is final. */
  boolean areAll() {
    return count == rungs;
  }

  /** How many rungs are final, from the first. */
  int count() {
    return count;
  }

  /** Their rows, rung by rung. */
  List<Decision> decisions() {
    return List.copyOf(decisions);
  }
}
