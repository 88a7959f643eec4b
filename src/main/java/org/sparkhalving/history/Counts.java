package org.sparkhalving.history;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Standing;
import org.sparkhalving.search.scheduler.Outlook;
import org.sparkhalving.search.space.Configuration;

/**
 * Counts of a study's trials by rung, and their order. A trial counts as its record has it: it is
 * taken out before the record changes, and put back after.
 */
final class Counts {
  private final Metric metric;
  private final int[] ended;
  private final int[] begun;
  private final int[] failed;
  private final int[] promoted;
  private final Map<FailureReason, Integer> failures = new EnumMap<>(FailureReason.class);
  private final TreeSet<Standing> ranking;
  private long jobs;
  private long epochs;
  private int repeats;

  Counts(Metric metric, int rungs) {
    this.metric = metric;
    ended = new int[rungs];
    begun = new int[rungs];
    failed = new int[rungs];
    promoted = new int[rungs];
    ranking = new TreeSet<>(Standing.bestFirst(metric));
  }

  /** Counts a trial whose record has changed in {@code change}. */
  void count(TrialRecord trial, Runnable change) {
    add(trial, -1);
    standing(trial).ifPresent(ranking::remove);
    change.run();
    add(trial, 1);
    standing(trial).ifPresent(ranking::add);
  }

  /**
   * Counts a repeat whose record has got its outcome in {@code change}: what it cost, in no rung
   * and no order.
   */
  void countRepeat(TrialRecord repeat, Runnable change) {
    change.run();
    jobs++;
    repeats++;
    epochs += repeat.epochs().size();
  }

  /** Counts that a trial which stands at {@code rung} is to be trained further. */
  void promoted(int rung) {
    promoted[rung]++;
  }

  private void add(TrialRecord trial, int times) {
    jobs += (long) times * trial.jobs();
    epochs += (long) times * trial.epochs().size();
    if (trial.rung().isPresent()) {
      int last = trial.rung().get();
      int first = last - trial.jobs() + 1;
      begun[first] += times;
      trial
          .failure()
          .ifPresent(
              reason -> {
                failed[last] += times;
                failures.merge(reason, times, Counts::sum);
              });
      for (int rung = first; rung <= last; rung++) {
        ended[rung] += times;
      }
    }
  }

  /** What is 0 is left out. */
  private static Integer sum(int before, int more) {
    return before + more == 0 ? null : Integer.valueOf(before + more);
  }

  private Optional<Standing> standing(TrialRecord trial) {
    return trial.isRanked()
        ? trial.counted().map(epoch -> new Standing(trial.trial(), metric.of(epoch)))
        : Optional.empty();
  }

  /** How many epochs were recorded. */
  long epochs() {
    return epochs;
  }

  /** How many jobs have an outcome. */
  long jobs() {
    return jobs;
  }

  /** The trials that are ranked, best first. */
  List<Integer> ranking() {
    return ranking.stream().map(Standing::trial).toList();
  }

  /** The first of them. */
  Optional<Standing> best() {
    return ranking.stream().findFirst();
  }

  /**
   * All of this, with what is expected by now.
   *
   * @param best the first of the ranking
   * @param configuration what that tries
   */
  Snapshot snapshot(
      Outlook outlook, Optional<Standing> best, Optional<Configuration> configuration) {
    List<Snapshot.Rung> rungs = new ArrayList<>();
    for (Outlook.Rung rung : outlook.rungs()) {
      int number = rungs.size();
      rungs.add(
          new Snapshot.Rung(
              rung.epochs(),
              rung.trials(),
              ended[number],
              failed[number],
              promoted[number],
              outlook.epochsLeft(number, ended[number], begun[number])));
    }
    return new Snapshot(outlook, rungs, repeats, jobs, epochs, best, configuration, failures);
  }
}
