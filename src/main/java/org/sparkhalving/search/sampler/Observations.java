package org.sparkhalving.search.sampler;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.Standing;
import org.sparkhalving.search.space.Configuration;

/**
 * Observations, and which of them are good. Results after different numbers of epochs, or of
 * different studies, cannot be compared: an observation is as good as its relative rank among those
 * of the same study and number of epochs.
 */
final class Observations {
  private final Comparator<Standing> order;
  private final List<Observation> all = new ArrayList<>();
  private final Map<List<Object>, Peers> peers = new HashMap<>();

  Observations(Metric metric) {
    this.order = Standing.bestFirst(metric);
  }

  /** How many there are. */
  int size() {
    return all.size();
  }

  void add(Observation observation) {
    Peers comparable = peersOf(observation);
    if (observation.outcome() instanceof Outcome.Reached reached) {
      comparable.rank(new Standing(all.size(), reached.metric()), order);
    } else {
      comparable.failed.add(all.size());
    }
    all.add(observation);
  }

  private Peers peersOf(Observation observation) {
    return peers.computeIfAbsent(
        List.of(observation.study(), observation.epochs()), key -> new Peers());
  }

  /** Those that can be compared: the order of those that did not fail, then those that did. */
  private static final class Peers {
    private final List<Standing> ranking = new ArrayList<>();
    private final List<Integer> failed = new ArrayList<>();

    int count() {
      return ranking.size() + failed.size();
    }

    double share(int number, Outcome outcome, Comparator<Standing> order) {
      int place =
          outcome instanceof Outcome.Reached reached
              ? Collections.binarySearch(ranking, new Standing(number, reached.metric()), order)
              : ranking.size() + Collections.binarySearch(failed, number);
      return (place + 0.5) / count();
    }

    private void rank(Standing standing, Comparator<Standing> order) {
      ranking.add(-1 - Collections.binarySearch(ranking, standing, order), standing);
    }
  }

  /** A ranking and how far it is used. */
  private record Cursor(Peers peers, int next) {
    boolean isOver() {
      return next == peers.ranking.size();
    }

    double share() {
      return (next + 0.5) / peers.count();
    }

    int number() {
      return peers.ranking.get(next).trial();
    }
  }

  /**
   * The numbers of the {@code count} best, in the order in which they were added: fewer when too
   * many failed. Of equally good ones, the one that was added first is taken.
   */
  Set<Integer> best(int count) {
    PriorityQueue<Cursor> cursors =
        new PriorityQueue<>(
            Comparator.comparingDouble(Cursor::share).thenComparingInt(Cursor::number));
    peers.values().forEach(comparable -> offer(cursors, new Cursor(comparable, 0)));
    TreeSet<Integer> best = new TreeSet<>();
    while (best.size() < count && !cursors.isEmpty()) {
      Cursor cursor = cursors.remove();
      best.add(cursor.number());
      offer(cursors, new Cursor(cursor.peers(), cursor.next() + 1));
    }
    return best;
  }

  private static void offer(PriorityQueue<Cursor> cursors, Cursor cursor) {
    if (!cursor.isOver()) {
      cursors.add(cursor);
    }
  }

  /**
   * How good observation number {@code number} (from 0) is: its place among those that it can be
   * compared with, from 0 for the best to 1; failed ones are last, equally good ones in the order
   * in which they were added.
   */
  double share(int number) {
    return peersOf(all.get(number)).share(number, all.get(number).outcome(), order);
  }

  /** The configuration of observation number {@code number}, from 0. */
  Configuration configuration(int number) {
    return all.get(number).configuration();
  }
}
