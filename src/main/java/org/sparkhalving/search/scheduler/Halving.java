package org.sparkhalving.search.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;

/**
 * Successive halving (Jamieson and Talwalkar, Non-stochastic Best Arm Identification and
 * Hyperparameter Optimization, AISTATS 2016, Algorithm 1; with a reduction factor: Li et al.,
 * Hyperband, JMLR 18, 2018, Algorithm 1), decided as early as its result is certain.
 *
 * <p>With n trials and reduction factor η, S_0 is all trials; k_r = max(1, ⌊planned |S_r| / η⌋)
 * trials are planned for rung r + 1, and S_{r+1} is the first k_r of S_r: the better metric first,
 * then the lower trial number. A failed trial is never promoted and no other takes its place: where
 * more than |S_r| − k_r of S_r fail, places of S_{r+1} stay empty.
 *
 * <p>The papers wait for a whole rung. Here a trial is promoted as soon as |S_r| − k_r places are
 * known to be worse or empty, and stopped as soon as k_r are known to be better, so that rung r + 1
 * starts while stragglers are still on their way to rung r. The sets are the same, in whatever
 * order outcomes arrive. Taking in an outcome costs O(log n) for each rung.
 */
final class Halving implements Scheduler {
  private final Rungs rungs;
  private final List<HalvingRung> places = new ArrayList<>();
  private final FinalRungs finalRungs;
  private final TrialPositions trials;
  private final List<Integer> stopped = new ArrayList<>();

  /**
   * A halving before any outcome.
   *
   * @param plan the rungs and how many trials each has; k_r is the size of rung r + 1
   * @param metric what trials are ranked by
   */
  Halving(HalvingPlan plan, Metric metric) {
    rungs = plan.rungs();
    for (int rung = 0; rung < rungs.count(); rung++) {
      int promotions = rung == rungs.last() ? 0 : plan.sizes().get(rung + 1);
      places.add(new HalvingRung(metric, plan.sizes().get(rung), promotions));
    }
    trials = new TrialPositions(rungs, plan.trials());
    finalRungs = new FinalRungs(rungs);
  }

  @Override
  public Rungs rungs() {
    return rungs;
  }

  @Override
  public List<Job> start() {
    return trials.start();
  }

  @Override
  public List<Job> tell(Job job, Outcome outcome) {
    trials.tell(job, outcome);
    places.get(job.rung()).add(new Member(job.trial(), outcome));
    Optional<Job> promoted = decideFrom(job.rung());
    finalRungs.close(rung -> places.get(rung).isFinal(), this::rows);
    return promoted.stream().toList();
  }

  @Override
  public List<Decision> decisions() {
    return finalRungs.decisions();
  }

  @Override
  public TrialState state(int trial) {
    return trials.state(trial);
  }

  /** How many trials each rung will have unless more fail. */
  @Override
  public Outlook outlook() {
    return Outlook.fromFirstRung(rungs, places.stream().map(HalvingRung::taken).toList(), true);
  }

  /** The trials that were stopped, in the order in which that became certain. */
  List<Integer> stopped() {
    return stopped;
  }

  /** How many rungs are final, from the first. */
  int finalRungs() {
    return finalRungs.count();
  }

  @Override
  public boolean isFinished() {
    return finalRungs.areAll();
  }

  /**
   * Decides what an outcome in {@code lowest} has made certain, there and, by a place that it
   * leaves empty, in the rungs above.
   *
   * @return the job of the trial that is promoted. There is at most one: a failure leaves a place
   *     of the next rung empty only when all of its own rung are promoted anyway.
   */
  private Optional<Job> decideFrom(int lowest) {
    Optional<Job> promoted = Optional.empty();
    for (int number = lowest; number < rungs.count(); number++) {
      HalvingRung rung = places.get(number);
      if (number > 0) {
        rung.leaveEmpty(places.get(number - 1).emptyInNext());
      }
      OptionalInt best = rung.promote();
      if (best.isPresent()) {
        promoted = Optional.of(trials.promote(best.getAsInt()));
      }
      OptionalInt over = rung.stop();
      if (over.isPresent() && number < rungs.last()) {
        trials.stop(over.getAsInt());
        stopped.add(over.getAsInt());
      }
    }
    return promoted;
  }

  private List<Decision> rows(int rung) {
    List<Member> ranking = places.get(rung).ranking();
    List<Decision> rows = new ArrayList<>();
    for (Member member : ranking) {
      Decision.Reason reason = trials.reason(rung, member);
      rows.add(Decision.of(rungs, rung, member, rows.size() + 1, ranking.size(), reason));
    }
    return rows;
  }
}
