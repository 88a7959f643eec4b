package org.sparkhalving.search.scheduler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Outcome;

/** Where each trial of a scheduler stands: its latest job and what became of it. */
final class TrialPositions {
  private final Rungs rungs;
  private final TrialState[] states;

  /** The rung of each trial's latest job. */
  private final int[] handedOut;

  /** By rung, how many trials stopped or failed there. */
  private final int[] leavers;

  /** How many trials are completed, stopped or failed. */
  private int over;

  /** Every trial is on its way to rung 0. */
  TrialPositions(Rungs rungs, int trials) {
    this.rungs = rungs;
    states = new TrialState[trials];
    Arrays.fill(states, TrialState.READY);
    handedOut = new int[trials];
    leavers = new int[rungs.count()];
  }

  /** The jobs that every trial begins with. */
  List<Job> start() {
    List<Job> jobs = new ArrayList<>();
    for (int trial = 0; trial < states.length; trial++) {
      jobs.add(new Job(trial, 0));
    }
    return jobs;
  }

  /**
   * Takes in a job's outcome: the trial is paused, completed or failed.
   *
   * @throws IllegalArgumentException when the job was never handed out, or its outcome was reported
   *     before
   */
  void tell(Job job, Outcome outcome) {
    requireAwaited(job);
    if (outcome instanceof Outcome.Reached) {
      boolean isLast = job.rung() == rungs.last();
      states[job.trial()] = isLast ? TrialState.COMPLETED : TrialState.PAUSED;
      over += isLast ? 1 : 0;
    } else {
      leave(job.trial(), TrialState.FAILED);
    }
  }

  /** Promotes a paused trial to the next rung. */
  Job promote(int trial) {
    states[trial] = TrialState.READY;
    handedOut[trial]++;
    return new Job(trial, handedOut[trial]);
  }

  /** Ends a paused trial. */
  void stop(int trial) {
    leave(trial, TrialState.STOPPED);
  }

  private void leave(int trial, TrialState state) {
    states[trial] = state;
    leavers[handedOut[trial]]++;
    over++;
  }

  /** Whether every trial is completed, stopped or failed. */
  boolean isOver() {
    return over == states.length;
  }

  /** The state of a trial. */
  TrialState state(int trial) {
    requireKnown(trial);
    return states[trial];
  }

  /** The rung of a trial's latest job. */
  int rung(int trial) {
    return handedOut[trial];
  }

  /** What may still be trained: every trial that has not left may climb all rungs. */
  Outlook outlook() {
    List<Integer> most = new ArrayList<>();
    int left = states.length;
    for (int leaving : leavers) {
      most.add(left);
      left -= leaving;
    }
    return Outlook.fromFirstRung(rungs, most, false);
  }

  private void requireAwaited(Job job) {
    requireKnown(job.trial());
    int rung = handedOut[job.trial()];
    if (job.rung() < 0 || job.rung() > rung) {
      throw new IllegalArgumentException(
          "trial %s was never sent to rung %s: the highest it was sent to is %s"
              .formatted(job.trial(), job.rung(), rung));
    }
    if (job.rung() < rung || states[job.trial()] != TrialState.READY) {
      throw new IllegalArgumentException(
          "the outcome of trial %s in rung %s was reported before"
              .formatted(job.trial(), job.rung()));
    }
  }

  private void requireKnown(int trial) {
    if (trial < 0 || trial >= states.length) {
      throw new IllegalArgumentException(
          "there is no trial %s: they are numbered 0 to %s".formatted(trial, states.length - 1));
    }
  }

  /** Why a member of a final rung was promoted or not, where only the best are. */
  Decision.Reason reason(int rung, Member member) {
    if (rung == rungs.last()) {
      return Decision.Reason.FINAL;
    }
    if (member.hasFailed()) {
      return Decision.Reason.FAILED;
    }
    return rung(member.trial()) > rung ? Decision.Reason.TOP : Decision.Reason.BELOW;
  }
}
