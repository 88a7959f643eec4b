package org.sparkhalving.search.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.sparkhalving.search.Metric;

/**
 * One rung of a halving: takes in its members' results in any order and says of each, as early as
 * can be known, whether it is among the best.
 *
 * <p>The rung has {@code size} places (planned |S_r|), of which {@code promotions} (k_r) are
 * promoted. A place is <em>known</em> when its trial reached the rung or failed, or when it is
 * known to stay empty; a place that is not known may yet turn out better than every other. So of
 * the trials that reached the rung, in order, the first k_r less the number of unknown places are
 * promoted for certain, and those behind the first k_r are stopped for certain. Both groups only
 * grow; between them are the undecided.
 */
final class HalvingRung {
  private final Metric metric;
  private final int size;
  private final int promotions;

  /** Those that reached the rung or failed in it, as they came. */
  private final List<Member> members = new ArrayList<>();

  private final TreeSet<Member> undecided;
  private int failed;
  private int empty;
  private int promoted;

  /**
   * A rung of which nothing is known.
   *
   * @param metric what its members are ranked by
   * @param size planned number of members
   * @param promotions how many of them are to be promoted: 0 in the last rung
   */
  HalvingRung(Metric metric, int size, int promotions) {
    this.metric = metric;
    this.size = size;
    this.promotions = promotions;
    undecided = new TreeSet<>(Member.bestFirst(metric));
  }

  /** Takes in that a trial reached the rung, or failed on its way to it. */
  void add(Member member) {
    members.add(member);
    if (member.hasFailed()) {
      failed++;
    } else {
      undecided.add(member);
    }
  }

  /** Takes in that {@code places} of the rung in all are known to stay empty: never fewer. */
  void leaveEmpty(int places) {
    empty = places;
  }

  /** How many places are taken, or may still be. */
  int taken() {
    return size - empty;
  }

  /** How many places of the next rung are known to stay empty, because too many failed here. */
  int emptyInNext() {
    return Math.max(0, promotions - (size - failed - empty));
  }

  /**
   * The trial that is known to be promoted and was not known before. Ask after every change: each
   * makes one more place known, and so at most one more trial certain.
   */
  OptionalInt promote() {
    if (undecided.isEmpty() || promoted >= promotions - unknown()) {
      return OptionalInt.empty();
    }
    promoted++;
    return OptionalInt.of(undecided.pollFirst().trial());
  }

  /** The trial that is known not to be promoted and was not known before; as {@link #promote}. */
  OptionalInt stop() {
    return promoted + undecided.size() > promotions
        ? OptionalInt.of(undecided.pollLast().trial())
        : OptionalInt.empty();
  }

  /** Whether every place is known. */
  boolean isFinal() {
    return unknown() == 0;
  }

  /** The members in order, failed ones last. */
  List<Member> ranking() {
    return members.stream().sorted(Member.bestFirst(metric)).toList();
  }

  private int unknown() {
    return size - members.size() - empty;
  }
}
