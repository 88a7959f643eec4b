package org.sparkhalving.history;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Standing;
import org.sparkhalving.search.scheduler.Outlook;
import org.sparkhalving.search.scheduler.Repeats;
import org.sparkhalving.search.space.Configuration;

/**
 * How far a study was at one moment, by what its history had recorded. It never changes, so that
 * any thread may read it.
 *
 * @param outlook how many trials come to each rung, as far as was known then
 * @param rungs every rung, from the first; without repeats
 * @param repeatsDone how many repeats of finalists had an outcome
 * @param jobsDone how many jobs had an outcome
 * @param epochsDone how many epochs were trained
 * @param best the trial that the study would have chosen, and its metric, or the mean of its runs;
 *     empty before the first that reached a rung
 * @param bestConfiguration what that trial tries
 * @param failures how many trials had failed, by reason; reasons without any are left out
 */
public record Snapshot(
    Outlook outlook,
    List<Rung> rungs,
    int repeatsDone,
    long jobsDone,
    long epochsDone,
    Optional<Standing> best,
    Optional<Configuration> bestConfiguration,
    Map<FailureReason, Integer> failures) {

  /**
   * How far a rung was.
   *
   * @param epochs its last epoch
   * @param trials how many trials it will have, at most, if no more fail
   * @param ended how many of them had an outcome there
   * @param failed how many of those failed
   * @param promoted how many of them were to be trained further by then
   * @param epochsLeft how many epochs the others train on their way to it, from the rung before or
   *     from their first
   */
  public record Rung(
      int epochs, int trials, int ended, int failed, int promoted, long epochsLeft) {}

  /** Takes copies. */
  public Snapshot {
    rungs = List.copyOf(rungs);
    failures = Map.copyOf(failures);
  }

  /** How many epochs were left to train at most, those of jobs under way included. */
  public long epochsLeft() {
    return rungs.stream().mapToLong(Rung::epochsLeft).sum()
        + outlook.repeatedEpochsLeft(repeatsDone);
  }

  /** The trial that the one of a number repeats; empty for a trial of the search. */
  public Optional<Integer> repeatOf(int number) {
    int trials = outlook.trials();
    return number < trials ? Optional.empty() : Optional.of(Repeats.original(number, trials));
  }

  /** How many trials had failed. */
  public int failed() {
    return rungs.stream().mapToInt(Rung::failed).sum();
  }
}
