package org.sparkhalving.search.scheduler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.Standing;

/**
 * ASHA that stops trials in place, for comparison with systems that do: a trial that arrives at a
 * rung is judged at once against those that arrived there before it, and is promoted or stopped.
 * There is no later promotion.
 *
 * <p>This is the scheduler whose decisions depend on the order in which outcomes arrive, and so on
 * time and slots. Given the same order it decides the same; a resumed study continues from the
 * order in its journal. The rungs are those of Ray Tune (min·η^k while below max, where trials
 * complete), and those of Optuna below max.
 */
final class AshaStopping implements Scheduler {
  private final Rungs rungs;
  private final Metric metric;
  private final TrialPositions trials;
  private final List<ArrivalRung> judges = new ArrayList<>();

  /** By rung, the trials that reached it or failed on their way, as they came. */
  private final List<List<Member>> arrivals = new ArrayList<>();

  private final FinalRungs finalRungs;

  /**
   * An ASHA before any outcome.
   *
   * @param trials n, at least 1
   * @param rungs the rungs
   * @param reductionFactor η, at least 2
   * @param metric what trials are judged by
   * @param rule who is promoted
   */
  AshaStopping(int trials, Rungs rungs, int reductionFactor, Metric metric, StoppingRule rule) {
    this.rungs = rungs;
    this.metric = metric;
    this.trials = new TrialPositions(rungs, trials);
    finalRungs = new FinalRungs(rungs);
    for (int rung = 0; rung < rungs.count(); rung++) {
      judges.add(rule.rung(metric, reductionFactor));
      arrivals.add(new ArrayList<>());
    }
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
    arrivals.get(job.rung()).add(new Member(job.trial(), outcome));
    List<Job> jobs = new ArrayList<>();
    if (outcome instanceof Outcome.Reached reached) {
      if (job.rung() < rungs.last()) {
        if (judges.get(job.rung()).arrive(new Standing(job.trial(), reached.metric()))) {
          jobs.add(trials.promote(job.trial()));
        } else {
          trials.stop(job.trial());
        }
      }
    } else {
      judges.get(job.rung()).fail();
    }
    List<Outlook.Rung> most = outlook().rungs();
    // No trial can come to the rung any more.
    finalRungs.close(rung -> arrivals.get(rung).size() == most.get(rung).trials(), this::rows);
    return jobs;
  }

  @Override
  public List<Decision> decisions() {
    return finalRungs.decisions();
  }

  @Override
  public TrialState state(int trial) {
    return trials.state(trial);
  }

  /** At most as many as there are trials that have not stopped or failed below. */
  @Override
  public Outlook outlook() {
    return trials.outlook();
  }

  @Override
  public boolean isFinished() {
    return finalRungs.areAll();
  }

  private List<Decision> rows(int rung) {
    List<Member> row = new ArrayList<>(arrivals.get(rung));
    boolean isLast = rung == rungs.last();
    if (isLast) {
      row.sort(Member.bestFirst(metric));
    }
    int[] ranks = RunningRanks.of(row, metric);
    List<Decision> rows = new ArrayList<>();
    for (int index = 0; index < ranks.length; index++) {
      int peers = isLast ? ranks.length : index + 1;
      Member member = row.get(index);
      rows.add(Decision.of(rungs, rung, member, ranks[index], peers, trials.reason(rung, member)));
    }
    rows.sort(Comparator.comparing(Decision::member, Member.bestFirst(metric)));
    return rows;
  }
}
