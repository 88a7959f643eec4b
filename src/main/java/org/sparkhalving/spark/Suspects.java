package org.sparkhalving.spark;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.sparkhalving.search.Job;

/**
 * Jobs whose executors ended themselves in all attempts while other trials were in the same
 * process: any of these may be at fault. Each is tried once more with no other job running
 * anywhere, so that a failure then is its own.
 */
final class Suspects {
  private final Deque<TrialOrder> waiting = new ArrayDeque<>();
  private final Set<Job> known = new HashSet<>();

  /** Takes a job up; false for one that was tried alone before. */
  boolean add(TrialOrder order) {
    boolean isNew = known.add(order.job());
    if (isNew) {
      waiting.add(order);
    }
    return isNew;
  }

  /** Whether other jobs must not begin: one waits until it is alone, or is. */
  boolean needCalm(Set<TrialOrder> running) {
    return !waiting.isEmpty() || running.stream().anyMatch(order -> known.contains(order.job()));
  }

  /** The next one to begin, if it would be alone now. */
  Optional<TrialOrder> next(Set<TrialOrder> running) {
    return running.isEmpty() ? Optional.ofNullable(waiting.poll()) : Optional.empty();
  }

  /** Forgets those that wait. */
  void clear() {
    waiting.clear();
  }
}
