package org.sparkhalving.search.scheduler;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.sampler.Sampler;

/**
 * A scheduler whose trials a sampler chooses: it holds a trial's first job back until the sampler
 * knows the trial's configuration, and reports to the sampler what the first job gave. A trial is
 * held back by results of lower-numbered trials alone, so that trials that are not held back always
 * get to it.
 */
public final class SampledScheduler implements Scheduler {
  private final Scheduler scheduler;
  private final Sampler sampler;
  private final PriorityQueue<Job> held = new PriorityQueue<>(Comparator.comparingInt(Job::trial));
  private final BitSet begun = new BitSet();
  private final BitSet reported = new BitSet();

  /** Joins two that nobody else reports to. */
  public SampledScheduler(Scheduler scheduler, Sampler sampler) {
    this.scheduler = scheduler;
    this.sampler = sampler;
  }

  /** What the trials try. */
  public Sampler sampler() {
    return sampler;
  }

  @Override
  public Rungs rungs() {
    return scheduler.rungs();
  }

  @Override
  public List<Job> start() {
    return released(scheduler.start());
  }

  @Override
  public List<Job> tell(Job job, Outcome outcome) {
    List<Job> jobs = scheduler.tell(job, outcome);
    if (!reported.get(job.trial())) {
      reported.set(job.trial());
      sampler.tell(job.trial(), rungs().epochs().get(job.rung()), outcome);
    }
    return released(jobs);
  }

  /** Those of {@code jobs} and of the jobs held back that may run now. */
  private List<Job> released(List<Job> jobs) {
    List<Job> released = new ArrayList<>();
    for (Job job : jobs) {
      if (begun.get(job.trial())) {
        released.add(job);
      } else {
        held.add(job);
      }
    }
    while (!held.isEmpty() && held.peek().trial() < sampler.known()) {
      Job first = held.remove();
      begun.set(first.trial());
      released.add(first);
    }
    released.sort(Job.startOrder());
    return released;
  }

  @Override
  public Outlook outlook() {
    return scheduler.outlook();
  }

  @Override
  public List<Decision> decisions() {
    return scheduler.decisions();
  }

  @Override
  public TrialState state(int trial) {
    return scheduler.state(trial);
  }

  @Override
  public boolean isFinished() {
    return scheduler.isFinished();
  }
}
