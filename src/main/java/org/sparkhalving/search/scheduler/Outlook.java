package org.sparkhalving.search.scheduler;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How much a study trains from its first job to its last, as far as its scheduler knows.
 *
 * @param rungs every rung, from the first
 * @param isExact whether that many trials will come to each rung unless more of them fail;
 *     otherwise that many may, and fewer are likely
 * @param repeats how often trials of the last rung are trained again, from their first epoch to
 *     their last; no rung counts that
 */
public record Outlook(List<Outlook.Rung> rungs, boolean isExact, int repeats) {

  /**
   * One rung.
   *
   * @param epochs its last epoch
   * @param trials how many trials were or are to be trained to it, at most
   * @param beginners how many of them are trained from their first epoch on, in no rung below
   */
  public record Rung(int epochs, int trials, int beginners) {}

  /** Takes a copy of at least one rung. */
  public Outlook {
    rungs = List.copyOf(rungs);
    if (rungs.isEmpty()) {
      throw new IllegalArgumentException("an outlook needs at least one rung");
    }
  }

  /** An outlook without repeats. */
  public Outlook(List<Outlook.Rung> rungs, boolean isExact) {
    this(rungs, isExact, 0);
  }

  /** The same with repeats. */
  Outlook with(int more) {
    return new Outlook(rungs, isExact, more);
  }

  /**
   * The outlook of a scheduler whose trials all begin in rung 0.
   *
   * @param trials how many come to each rung; all of them to the first
   */
  static Outlook fromFirstRung(Rungs rungs, List<Integer> trials, boolean isExact) {
    return new Outlook(
        IntStream.range(0, rungs.count())
            .mapToObj(
                rung ->
                    new Rung(
                        rungs.epochs().get(rung),
                        trials.get(rung),
                        rung == 0 ? trials.get(rung) : 0))
            .toList(),
        isExact);
  }

  /** How many trials there are, repeats aside. */
  public int trials() {
    return rungs.stream().mapToInt(Rung::beginners).sum();
  }

  /** How many jobs there are. */
  public long jobs() {
    return rungs.stream().mapToLong(Rung::trials).sum() + repeats;
  }

  /** How many epochs are trained. */
  public long epochs() {
    return IntStream.range(0, rungs.size()).mapToLong(rung -> epochsLeft(rung, 0, 0)).sum()
        + repeatedEpochsLeft(0);
  }

  /**
   * How many epochs are trained by the repeats that have not ended.
   *
   * @param ended how many have ended
   */
  public long repeatedEpochsLeft(int ended) {
    return (long) (repeats - ended) * rungs.get(rungs.size() - 1).epochs();
  }

  /**
   * How many epochs are trained by those jobs of a rung that have not ended.
   *
   * @param ended how many have ended
   * @param begun how many of those were the trial's first
   */
  public long epochsLeft(int rung, int ended, int begun) {
    Rung at = rungs.get(rung);
    int below = rung == 0 ? 0 : rungs.get(rung - 1).epochs();
    return (long) (at.trials() - ended) * (at.epochs() - below)
        + (long) (at.beginners() - begun) * below;
  }
}
