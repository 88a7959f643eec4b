package org.sparkhalving.search.scheduler;

import java.util.TreeSet;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Standing;

/**
 * Standings in order, split into the first few and the rest; moving the boundary by one is O(log
 * n).
 */
final class TopStandings {
  private final TreeSet<Standing> first;
  private final TreeSet<Standing> rest;

  /** None yet, to be ordered as {@link Standing#bestFirst}. */
  TopStandings(Metric metric) {
    first = new TreeSet<>(Standing.bestFirst(metric));
    rest = new TreeSet<>(Standing.bestFirst(metric));
  }

  /** Adds a standing of a trial that has none. */
  void add(Standing standing) {
    first.add(standing);
    rest.add(first.pollLast());
  }

  /** Makes the first part the best {@code count}; there must be at least as many. */
  void part(int count) {
    while (first.size() > count) {
      rest.add(first.pollLast());
    }
    while (first.size() < count) {
      first.add(rest.pollFirst());
    }
  }

  /** How many there are. */
  int size() {
    return first.size() + rest.size();
  }

  /** Whether {@code standing} is among the first. */
  boolean isFirst(Standing standing) {
    return first.contains(standing);
  }

  /** The metric of the last of the first. */
  double lastOfFirst() {
    return first.last().metric();
  }

  /** The metric of the first of the rest. */
  double firstOfRest() {
    return rest.first().metric();
  }
}
