package org.sparkhalving.search.scheduler;

import java.util.Comparator;
import java.util.Optional;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.Standing;

/**
 * A member of a rung.
 *
 * @param trial trial number, from 0
 * @param outcome whether it reached the rung, and with what metric
 */
record Member(int trial, Outcome outcome) {

  /** Whether the trial failed on its way to the rung. */
  boolean hasFailed() {
    return outcome instanceof Outcome.Failed;
  }

  /** What it is ranked by; empty when it failed. */
  private Optional<Standing> standing() {
    return outcome instanceof Outcome.Reached reached
        ? Optional.of(new Standing(trial, reached.metric()))
        : Optional.empty();
  }

  /** The order of a rung's members: those that reached it as they rank, then those that failed. */
  static Comparator<Member> bestFirst(Metric metric) {
    Comparator<Standing> ranking = Standing.bestFirst(metric);
    return (left, right) -> {
      Optional<Standing> one = left.standing();
      Optional<Standing> other = right.standing();
      if (one.isPresent() && other.isPresent()) {
        return ranking.compare(one.get(), other.get());
      }
      return one.isPresent() == other.isPresent()
          ? Integer.compare(left.trial, right.trial)
          : Boolean.compare(other.isPresent(), one.isPresent());
    };
  }
}
