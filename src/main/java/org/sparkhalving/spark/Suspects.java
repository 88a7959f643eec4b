package org.sparkhalving.spark;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.sparkhalving.search.Job;
import org.sparkhalving.study.Backend;

/**
 * Jobs that failed in a process that others may have shared, so that any of these may be at fault.
 * Each is tried once more with no other job running anywhere: a failure then is its own.
 *
 * <p>Those whose process ended may end it again under others, so that none begins before they have
 * been tried. Those for which memory did not suffice harm no other: they wait until nothing else is
 * left to run, and keep no slot idle meanwhile.
 */
final class Suspects {
  private final Deque<Backend.Order> waiting = new ArrayDeque<>();
  private final Deque<Backend.Order> postponed = new ArrayDeque<>();
  private final Set<Job> known = new HashSet<>();

  /** Takes up a job whose process ended; false for one that was tried alone before. */
  boolean add(Backend.Order order) {
    return known.add(order.job()) && waiting.add(order);
  }

  /** As {@link #add}, of one that can wait until nothing else is left to run. */
  boolean postpone(Backend.Order order) {
    return known.add(order.job()) && postponed.add(order);
  }

  /** How many wait until nothing else is left to run. */
  int postponed() {
    return postponed.size();
  }

  /** Whether other jobs must not begin: one that cannot be postponed waits, or one is alone. */
  boolean needCalm(Set<Backend.Order> running) {
    return !waiting.isEmpty() || running.stream().anyMatch(order -> known.contains(order.job()));
  }

  /** The next one to begin that cannot be postponed, if it would be alone now. */
  Optional<Backend.Order> next(Set<Backend.Order> running) {
    return running.isEmpty() ? Optional.ofNullable(waiting.poll()) : Optional.empty();
  }

  /** The next one to begin when no other job is ready, if it would be alone now. */
  Optional<Backend.Order> nextPostponed(Set<Backend.Order> running) {
    return running.isEmpty() ? Optional.ofNullable(postponed.poll()) : Optional.empty();
  }

  /** Forgets those that wait. */
  void clear() {
    waiting.clear();
    postponed.clear();
  }
}
