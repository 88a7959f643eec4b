package org.sparkhalving.search.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Outcome;

/**
 * Trains the finalists, those trials that reached the last rung, again from their first epoch, once
 * a scheduler has decided on every trial. Repeat r of trial t is a trial of its own, numbered t + r
 * · n where there are n trials, so that its number, and by it its seed, follow from t and r alone.
 * It has one job: to the last rung. What it gives changes no decision.
 *
 * <p>All first repeats are handed out before all second ones, by the order of their numbers. A
 * trial that had failed, was tried again and has come to the last rung is a finalist too.
 */
public final class Repeats implements Scheduler {
  private final Scheduler scheduler;
  private final int trials;
  private final int repeats;

  /** What became of each repeat that was handed out. */
  private final Map<Integer, TrialState> states = new TreeMap<>();

  private int open;

  /**
   * Repeats of which none was handed out.
   *
   * @param scheduler of the search, which nobody else reports to
   * @param trials n, how many it has
   * @param repeats how often each finalist is trained again, at least 0
   */
  public Repeats(Scheduler scheduler, int trials, int repeats) {
    this.scheduler = scheduler;
    this.trials = trials;
    this.repeats = repeats;
  }

  /** The number of repeat {@code repeat}, from 1, of a trial. */
  public static int number(int trial, int repeat, int trials) {
    return Math.addExact(trial, Math.multiplyExact(repeat, trials));
  }

  /** The trial that the one of a number repeats, or is. */
  public static int original(int number, int trials) {
    return number % trials;
  }

  @Override
  public Rungs rungs() {
    return scheduler.rungs();
  }

  @Override
  public List<Job> start() {
    return scheduler.start();
  }

  @Override
  public List<Job> tell(Job job, Outcome outcome) {
    if (job.trial() < trials) {
      List<Job> jobs = new ArrayList<>(scheduler.tell(job, outcome));
      if (scheduler.isFinished()) {
        handOut(jobs);
      }
      return jobs;
    }
    if (states.get(job.trial()) != TrialState.READY || job.rung() != rungs().last()) {
      throw new IllegalArgumentException(
          "trial %s at rung %s was not handed out".formatted(job.trial(), job.rung()));
    }
    boolean reached = outcome instanceof Outcome.Reached;
    states.put(job.trial(), reached ? TrialState.COMPLETED : TrialState.FAILED);
    open--;
    return List.of();
  }

  /** Adds the repeats of those finalists that have none yet. */
  private void handOut(List<Job> jobs) {
    for (int trial = 0; repeats > 0 && trial < trials; trial++) {
      boolean isFinalist = scheduler.state(trial) == TrialState.COMPLETED;
      if (isFinalist && !states.containsKey(number(trial, 1, trials))) {
        for (int repeat = 1; repeat <= repeats; repeat++) {
          int number = number(trial, repeat, trials);
          states.put(number, TrialState.READY);
          jobs.add(new Job(number, rungs().last()));
          open++;
        }
      }
    }
    jobs.sort(Job.startOrder());
  }

  @Override
  public List<Decision> decisions() {
    return scheduler.decisions();
  }

  @Override
  public TrialState state(int trial) {
    TrialState state = states.get(trial);
    return state == null ? scheduler.state(trial) : state;
  }

  /** The scheduler's, with as many repeats as there are or, before its end, will be at most. */
  @Override
  public Outlook outlook() {
    Outlook known = scheduler.outlook();
    int finalists = known.rungs().get(rungs().last()).trials();
    return known.with(
        scheduler.isFinished() ? states.size() : Math.multiplyExact(finalists, repeats));
  }

  @Override
  public boolean isFinished() {
    return open == 0 && scheduler.isFinished();
  }

  /** Whether every trial is decided on, but repeats are left to train. */
  public boolean areLeft() {
    return open > 0 && scheduler.isFinished();
  }
}
