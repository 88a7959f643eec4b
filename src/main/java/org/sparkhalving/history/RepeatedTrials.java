package org.sparkhalving.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Standing;
import org.sparkhalving.search.scheduler.Repeats;

/**
 * The repeats of a study's finalists: what is recorded of them, and what the finalists are ranked
 * by because of them. A round of repeats, the first ones or the second ones and so on, counts from
 * when all finalists have been through it: a search that is stopped before has trained some again
 * and others not, and a trial that was only lucky must not be chosen for being left out.
 */
final class RepeatedTrials {
  private final List<TrialRecord> trials;
  private final Criterion criterion;
  private final int repeats;

  /** By number; all those of a finalist are handed out together. */
  private final Map<Integer, TrialRecord> records = new TreeMap<>();

  /** How many rounds count: never fewer, even if a finalist is added that was tried again. */
  private int rounds;

  /**
   * No repeat yet.
   *
   * @param trials those of the search
   * @param repeats how many each finalist gets
   */
  RepeatedTrials(List<TrialRecord> trials, Criterion criterion, int repeats) {
    this.trials = trials;
    this.criterion = criterion;
    this.repeats = repeats;
  }

  /** Whether each finalist gets any. */
  boolean areWanted() {
    return repeats > 0;
  }

  /** Takes in that a repeat may run. */
  void handedOut(int number) {
    records.put(number, new TrialRecord(number, criterion));
  }

  boolean has(int number) {
    return records.containsKey(number);
  }

  TrialRecord record(int number) {
    return records.get(number);
  }

  /** All that were handed out, by number. */
  Collection<TrialRecord> records() {
    return records.values();
  }

  /** Takes in that one has its outcome. */
  void ended() {
    while (rounds < repeats && originals().allMatch(trial -> isOver(trial, rounds + 1))) {
      rounds++;
    }
  }

  private Stream<Integer> originals() {
    return records.keySet().stream()
        .filter(number -> number < 2 * trials.size())
        .map(this::original);
  }

  /** The trial that the one of a number repeats, or is. */
  int original(int number) {
    return Repeats.original(number, trials.size());
  }

  private boolean isOver(int trial, int repeat) {
    return repeated(trial, repeat).jobs() > 0;
  }

  private TrialRecord repeated(int trial, int repeat) {
    return records.get(Repeats.number(trial, repeat, trials.size()));
  }

  /** The finalists, best mean first; none before the first round counts. */
  List<Finalist> finalists() {
    return rounds == 0
        ? List.of()
        : originals().map(this::finalist).sorted(Finalist.bestFirst(criterion.metric())).toList();
  }

  private Finalist finalist(int trial) {
    List<TrialRecord> counted = new ArrayList<>(List.of(trials.get(trial)));
    int failed = 0;
    for (int repeat = 1; repeat <= rounds; repeat++) {
      TrialRecord run = repeated(trial, repeat);
      failed += run.failure().isPresent() ? 1 : 0;
      if (run.isRanked()) {
        counted.add(run);
      }
    }
    return new Finalist(trial, counted, failed, best(trial), criterion.metric());
  }

  /** The best run of a trial by now: itself, unless a repeat that has ended is better. */
  TrialRecord best(int trial) {
    return Stream.concat(
            Stream.of(trials.get(trial)),
            Stream.iterate(1, repeat -> repeat <= repeats, repeat -> repeat + 1)
                .filter(repeat -> has(Repeats.number(trial, repeat, trials.size())))
                .map(repeat -> repeated(trial, repeat)))
        .filter(TrialRecord::isRanked)
        .min(Comparator.comparing(this::standing, Standing.bestFirst(criterion.metric())))
        .orElseGet(() -> trials.get(trial));
  }

  private Standing standing(TrialRecord run) {
    return new Standing(run.trial(), criterion.metric().of(run.counted().orElseThrow()));
  }
}
