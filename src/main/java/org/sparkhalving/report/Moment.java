package org.sparkhalving.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.search.Standing;

/**
 * How far a study is at one moment: what is recorded, and what is under way.
 *
 * @param recorded what is recorded
 * @param underWay the jobs that have no outcome yet, by trial
 * @param elapsed time since this session began
 * @param left estimated time to the end; empty before the first epoch of this session
 */
record Moment(
    Snapshot recorded, List<UnderWay> underWay, Duration elapsed, Optional<Duration> left) {

  /** Every rung, from the first. */
  List<Snapshot.Rung> rungs() {
    return recorded.rungs();
  }

  /** The best trial by its last rung's metric; empty before the first outcome. */
  Optional<Standing> best() {
    return recorded.best();
  }

  private long epochsUnderWay() {
    return underWay.stream().mapToLong(UnderWay::trained).sum();
  }

  /** How many trials are trained to the end of a rung now, repeats aside. */
  int trainingIn(int rung) {
    return (int)
        underWay.stream().filter(job -> job.job().rung() == rung && !isRepeat(job)).count();
  }

  private boolean isRepeat(UnderWay job) {
    return recorded.repeatOf(job.job().trial()).isPresent();
  }

  /** How many repeats of finalists have ended: {@code 2 of 6}. */
  String repeats() {
    return "%s of %s".formatted(recorded.repeatsDone(), recorded.outlook().repeats());
  }

  /** How many of them are being trained. */
  long repeating() {
    return underWay.stream().filter(this::isRepeat).count();
  }

  /** Epochs trained, including those of trials under way and those before a resume. */
  long epochsDone() {
    return recorded.epochsDone() + epochsUnderWay();
  }

  /** Epochs still to be trained if no more trials fail; at most, if {@link #isBound}. */
  long epochsLeft() {
    return recorded.epochsLeft() - epochsUnderWay();
  }

  /** Whether {@link #epochsLeft} is an upper bound only. */
  boolean isBound() {
    return !recorded.outlook().isExact() && epochsLeft() > 0;
  }

  /**
   * What to write before the total of epochs or the time left: {@code <=} where they are a bound.
   */
  String most() {
    return isBound() ? "<=" : "";
  }

  /**
   * How many trials a rung has, {@code <=8} where that is a bound; the first rung always has all of
   * them.
   */
  String trialsIn(int number) {
    Snapshot.Rung rung = rungs().get(number);
    boolean isOpen = !recorded.outlook().isExact() && number > 0 && rung.ended() < rung.trials();
    return (isOpen ? "<=" : "") + rung.trials();
  }

  /** Epochs of the whole study, at most, if no more trials fail. */
  long epochsInAll() {
    return epochsDone() + epochsLeft();
  }

  /** Epochs of training every trial to the last rung. */
  long epochsInFull() {
    return (long) recorded.outlook().trials() * rungs().get(rungs().size() - 1).epochs();
  }

  /** How many trials failed. */
  int failed() {
    return recorded.failed();
  }

  /**
   * How many rungs are finished, from the first: every trial has its outcome and no other can come.
   * A rung that no trial can come to any more is not counted.
   */
  int finishedRungs() {
    int finished = 0;
    while (finished < rungs().size() && isFinished(rungs().get(finished))) {
      finished++;
    }
    return finished;
  }

  private static boolean isFinished(Snapshot.Rung rung) {
    return rung.trials() > 0 && rung.ended() == rung.trials();
  }
}
