package org.sparkhalving.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sparkhalving.search.Standing;

/**
 * How far a study is at one moment.
 *
 * @param rungs every rung, from the first
 * @param epochsDone epochs trained, those of trials under way and those before a resume included
 * @param epochsLeft epochs still to be trained if no more trials fail; at most, unless {@code
 *     isExact}
 * @param isExact whether what is to come is known, failures apart
 * @param best the best trial by its last rung's metric; empty before the first outcome
 * @param elapsed time since this session began
 * @param left estimated time to the end; empty before the first epoch of this session
 */
record Snapshot(
    List<Rung> rungs,
    long epochsDone,
    long epochsLeft,
    boolean isExact,
    Optional<Standing> best,
    Duration elapsed,
    Optional<Duration> left) {

  /**
   * How far a rung is.
   *
   * @param epochs its last epoch
   * @param trials how many trials it will have, at most, if no more fail
   * @param ended how many of them have an outcome there
   * @param failed how many of those failed
   */
  record Rung(int epochs, int trials, int ended, int failed) {
    private boolean isFinished() {
      return trials > 0 && ended == trials;
    }
  }

  /** Whether {@link #epochsLeft} is an upper bound only. */
  boolean isBound() {
    return !isExact && epochsLeft > 0;
  }

  /** What to write before all epochs or the time left: {@code <=} where they are a bound. */
  String most() {
    return isBound() ? "<=" : "";
  }

  /** How many trials a rung has, {@code <=8} where that is a bound: all come to the first. */
  String trialsIn(int number) {
    Rung rung = rungs.get(number);
    boolean isOpen = !isExact && number > 0 && rung.ended() < rung.trials();
    return (isOpen ? "<=" : "") + rung.trials();
  }

  /** Epochs of the whole study, at most, if no more trials fail. */
  long epochsInAll() {
    return epochsDone + epochsLeft;
  }

  /** How many trials failed. */
  int failed() {
    return rungs.stream().mapToInt(Rung::failed).sum();
  }

  /**
   * How many rungs are finished, from the first: every trial has its outcome and no other can come.
   * A rung that no trial can come to any more is not counted.
   */
  int finishedRungs() {
    int finished = 0;
    while (finished < rungs.size() && rungs.get(finished).isFinished()) {
      finished++;
    }
    return finished;
  }

  /** The lowest rung that is not finished, and those above it that have begun. */
  List<Integer> current() {
    int lowest = finishedRungs();
    return IntStream.range(lowest, rungs.size())
        .filter(rung -> rung == lowest || rungs.get(rung).ended() > 0)
        .filter(rung -> rungs.get(rung).trials() > 0)
        .boxed()
        .toList();
  }
}
