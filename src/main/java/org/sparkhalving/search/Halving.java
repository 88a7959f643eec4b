package org.sparkhalving.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Successive halving (Jamieson and Talwalkar, Non-stochastic Best Arm Identification and
 * Hyperparameter Optimization, AISTATS 2016, Algorithm 1; with a reduction factor: Li et al.,
 * Hyperband, JMLR 18, 2018, Algorithm 1), decided as early as its result is certain.
 *
 * <p>With n trials and reduction factor η, S_0 is all trials; k_r = max(1, ⌊planned |S_r| / η⌋)
 * trials are planned for rung r + 1, and S_{r+1} is the first k_r of S_r: the better metric at the
 * rung's last epoch first, then the lower trial number. A failed trial is never promoted and no
 * other takes its place: where more than |S_r| − k_r of S_r fail, places of S_{r+1} stay empty.
 *
 * <p>The papers wait for a whole rung. Here a trial is promoted as soon as |S_r| − k_r places are
 * known to be worse or empty, and stopped as soon as k_r are known to be better, so that rung r + 1
 * starts while stragglers are still on their way to rung r. The sets are the same, in whatever
 * order outcomes arrive. Taking in an outcome costs O(log n) for each rung.
 */
public final class Halving implements Scheduler {
  private final Rungs rungs;
  private final List<HalvingRung> ladder = new ArrayList<>();
  private final List<Decision> decisions = new ArrayList<>();
  private final TrialState[] states;

  /** The rung of each trial's latest job. */
  private final int[] rungOfTrial;

  private int finalRungs;

  /**
   * A halving before any outcome.
   *
   * @param plan the rungs and how many trials each has; k_r is the size of rung r + 1
   * @param metric what trials are ranked by
   */
  public Halving(HalvingPlan plan, Metric metric) {
    rungs = plan.rungs();
    for (int rung = 0; rung < rungs.count(); rung++) {
      int promotions = rung == rungs.last() ? 0 : plan.sizes().get(rung + 1);
      ladder.add(new HalvingRung(metric, plan.sizes().get(rung), promotions));
    }
    states = new TrialState[plan.trials()];
    Arrays.fill(states, TrialState.READY);
    rungOfTrial = new int[plan.trials()];
  }

  @Override
  public Rungs rungs() {
    return rungs;
  }

  @Override
  public List<Job> start() {
    return IntStream.range(0, states.length).mapToObj(trial -> new Job(trial, 0)).toList();
  }

  @Override
  public List<Job> tell(Job job, Outcome outcome) {
    requireAwaited(job);
    HalvingRung rung = ladder.get(job.rung());
    if (outcome instanceof Outcome.Reached reached) {
      rung.reach(job.trial(), reached.metric());
      states[job.trial()] = TrialState.PAUSED;
    } else {
      rung.fail(job.trial());
      states[job.trial()] = TrialState.FAILED;
    }
    Optional<Job> promoted = decideFrom(job.rung());
    closeFinalRungs();
    return promoted.stream().toList();
  }

  @Override
  public List<Decision> decisions() {
    return List.copyOf(decisions);
  }

  @Override
  public TrialState state(int trial) {
    requireKnown(trial);
    return states[trial];
  }

  @Override
  public boolean isFinished() {
    return finalRungs == rungs.count();
  }

  /**
   * Decides what an outcome in {@code lowest} has made certain, there and, by a place that it
   * leaves empty, in the rungs above.
   *
   * @return the job of the trial that is promoted. There is at most one: a failure leaves a place
   *     of the next rung empty only when all of its own rung go on anyhow.
   */
  private Optional<Job> decideFrom(int lowest) {
    Optional<Job> promoted = Optional.empty();
    for (int number = lowest; number < rungs.count(); number++) {
      HalvingRung rung = ladder.get(number);
      if (number > 0) {
        rung.leaveEmpty(ladder.get(number - 1).emptyInNext());
      }
      OptionalInt best = rung.promote();
      if (best.isPresent()) {
        promoted = Optional.of(new Job(best.getAsInt(), number + 1));
        states[best.getAsInt()] = TrialState.READY;
        rungOfTrial[best.getAsInt()] = number + 1;
      }
      TrialState over = number == rungs.last() ? TrialState.COMPLETED : TrialState.STOPPED;
      rung.stop().ifPresent(trial -> states[trial] = over);
    }
    return promoted;
  }

  /** Writes the rows of rungs that have become final; no rung does so before the one below it. */
  private void closeFinalRungs() {
    while (!isFinished() && ladder.get(finalRungs).isFinal()) {
      List<Standing> ranking = ladder.get(finalRungs).ranking();
      for (int index = 0; index < ranking.size(); index++) {
        decisions.add(decision(finalRungs, ranking.get(index), index + 1, ranking.size()));
      }
      finalRungs++;
    }
  }

  private Decision decision(int rung, Standing standing, int rank, int peers) {
    Decision.Reason reason = reason(rung, standing);
    return new Decision(
        rung,
        rungs.epochs().get(rung),
        standing.trial(),
        rank,
        peers,
        standing.metric(),
        reason == Decision.Reason.TOP,
        reason);
  }

  private Decision.Reason reason(int rung, Standing standing) {
    if (rung == rungs.last()) {
      return Decision.Reason.FINAL;
    }
    if (Double.isNaN(standing.metric())) {
      return Decision.Reason.FAILED;
    }
    return rungOfTrial[standing.trial()] > rung ? Decision.Reason.TOP : Decision.Reason.BELOW;
  }

  private void requireAwaited(Job job) {
    requireKnown(job.trial());
    int handedOut = rungOfTrial[job.trial()];
    if (job.rung() < 0 || job.rung() > handedOut) {
      throw new IllegalArgumentException(
          "trial "
              + job.trial()
              + " was never sent to rung "
              + job.rung()
              + ": the highest it was sent to is "
              + handedOut);
    }
    if (job.rung() < handedOut || states[job.trial()] != TrialState.READY) {
      throw new IllegalArgumentException(
          "the outcome of trial " + job.trial() + " in rung " + job.rung() + " was told before");
    }
  }

  private void requireKnown(int trial) {
    if (trial < 0 || trial >= states.length) {
      throw new IllegalArgumentException(
          "there is no trial " + trial + ": they are numbered 0 to " + (states.length - 1));
    }
  }
}
