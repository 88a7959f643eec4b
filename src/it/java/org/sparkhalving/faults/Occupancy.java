package org.sparkhalving.faults;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many of some tasks ran at once.
 *
 * @param tasks each with its start and end; times of all processes are one machine's
 */
record Occupancy(List<TaskSpan> tasks) {
  private record Change(long time, int by) {}

  /** The most that ever ran at once; one that ends as another starts has ended. */
  int most() {
    int running = 0;
    int most = 0;
    for (Change change : changes().toList()) {
      running += change.by();
      most = Math.max(most, running);
    }
    return most;
  }

  /** The most that ever held each GPU at once, by its address. */
  Map<String, Integer> mostOfEachAddress() {
    Map<String, Integer> most = new TreeMap<>();
    for (String address :
        tasks.stream()
            .map(TaskSpan::addresses)
            .filter(held -> !held.isEmpty())
            .distinct()
            .toList()) {
      most.put(
          address,
          new Occupancy(tasks.stream().filter(task -> task.addresses().equals(address)).toList())
              .most());
    }
    return most;
  }

  /**
   * The share of some slots that was busy while there was work for all of them: from the time when
   * they were first busy at once until the first task of the last trial began.
   */
  double busyUntilAllTrialsBegan(int slots) {
    long from = firstTimeOf(slots);
    long until =
        tasks.stream()
            .collect(Collectors.toMap(TaskSpan::trial, TaskSpan::start, Math::min))
            .values()
            .stream()
            .mapToLong(start -> start)
            .max()
            .orElseThrow();
    double busy = 0;
    for (TaskSpan task : tasks) {
      busy += Math.max(0, Math.min(task.end(), until) - Math.max(task.start(), from));
    }
    return busy / ((double) slots * (until - from));
  }

  private long firstTimeOf(int slots) {
    int running = 0;
    for (Change change : changes().toList()) {
      running += change.by();
      if (running == slots) {
        return change.time();
      }
    }
    throw new IllegalStateException("there were never " + slots + " tasks at once");
  }

  private Stream<Change> changes() {
    return tasks.stream()
        .flatMap(task -> Stream.of(new Change(task.start(), 1), new Change(task.end(), -1)))
        .sorted(Comparator.comparingLong(Change::time).thenComparingInt(Change::by));
  }
}
