package org.sparkhalving.report.page;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;

/**
 * Where the members of a rung come from and where they went, as the study is now. Those that have
 * an outcome there are promoted, stopped, failed, completed, cancelled or undecided.
 *
 * @param epochs the rung's last epoch
 * @param expected how many trials come to it at most
 * @param reached how many trials have an outcome there
 * @param began how many of them trained for it from their first epoch on, in no rung below
 * @param coming how many were promoted to it, and have no outcome there yet
 * @param promoted how many were promoted from it
 * @param stopped how many were not
 * @param failed how many failed on their way to it
 * @param completed how many reached it, where it is their last
 * @param cancelled how many a stop rule left undecided there, or ended on their way to it
 * @param undecided how many are not decided on yet
 */
record RungFlow(
    int rung,
    int epochs,
    int expected,
    int reached,
    int began,
    int coming,
    int promoted,
    int stopped,
    int failed,
    int completed,
    int cancelled,
    int undecided) {

  private static final class Count {
    private final Map<Climb.Fate, Integer> fates = new EnumMap<>(Climb.Fate.class);
    private int reached;
    private int began;
    private int coming;

    private void add(Climb.Fate fate) {
      fates.merge(fate, 1, Integer::sum);
    }

    private int of(Climb.Fate fate) {
      return fates.getOrDefault(fate, 0);
    }
  }

  /** The flow through each rung. */
  static List<RungFlow> of(StudyHistory history) {
    List<Snapshot.Rung> rungs = history.snapshot().rungs();
    List<Count> counts = rungs.stream().map(rung -> new Count()).toList();
    boolean stopped = history.stopped().isPresent();
    for (TrialRecord trial : history.trials()) {
      Climb.of(history, trial).ifPresent(climb -> add(counts, climb, stopped));
    }
    List<RungFlow> flows = new ArrayList<>();
    for (Snapshot.Rung rung : rungs) {
      Count count = counts.get(flows.size());
      flows.add(
          new RungFlow(
              flows.size(),
              rung.epochs(),
              rung.trials(),
              count.reached,
              count.began,
              count.coming,
              count.of(Climb.Fate.PROMOTED),
              count.of(Climb.Fate.STOPPED),
              count.of(Climb.Fate.FAILED),
              count.of(Climb.Fate.COMPLETED),
              count.of(Climb.Fate.CANCELLED),
              count.of(Climb.Fate.UNDECIDED)));
    }
    return flows;
  }

  private static void add(List<Count> counts, Climb climb, boolean stopped) {
    counts.get(climb.first()).began++;
    for (int rung : climb.rungs()) {
      counts.get(rung).reached++;
      counts.get(rung).add(climb.at(rung));
    }
    if (climb.fate() == Climb.Fate.PROMOTED) {
      Count next = counts.get(climb.last() + 1);
      if (stopped) {
        next.add(Climb.Fate.CANCELLED);
      } else {
        next.coming++;
      }
    }
  }
}
