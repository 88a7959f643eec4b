package org.sparkhalving.search.scheduler;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.sparkhalving.search.Metric;

/** The rank of each of a row of members among itself and those before it. */
final class RunningRanks {
  private RunningRanks() {}

  /**
   * Ranks from 1, as in {@link Member#bestFirst}; in O(n log n).
   *
   * @param row in order of trial number or of arrival
   * @return the rank of {@code row[i]} among {@code row[0..i]}
   */
  static int[] of(List<Member> row, Metric metric) {
    Comparator<Member> bestFirst = Member.bestFirst(metric);
    int[] places = new int[row.size()];
    int[] order =
        IntStream.range(0, row.size())
            .boxed()
            .sorted((left, right) -> bestFirst.compare(row.get(left), row.get(right)))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int place = 0; place < order.length; place++) {
      places[order[place]] = place + 1;
    }
    int[] counts = new int[row.size() + 1];
    int[] ranks = new int[row.size()];
    for (int index = 0; index < ranks.length; index++) {
      add(counts, places[index]);
      ranks[index] = sum(counts, places[index]);
    }
    return ranks;
  }

  /** Counts {@code place} in a Fenwick tree of counts. */
  private static void add(int[] counts, int place) {
    for (int node = place; node < counts.length; node += node & -node) {
      counts[node]++;
    }
  }

  /** How many places up to {@code place} were counted. */
  private static int sum(int[] counts, int place) {
    int sum = 0;
    for (int node = place; node > 0; node -= node & -node) {
      sum += counts[node];
    }
    return sum;
  }
}
