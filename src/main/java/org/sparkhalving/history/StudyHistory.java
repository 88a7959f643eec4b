package org.sparkhalving.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.Standing;
import org.sparkhalving.search.sampler.Sampler;
import org.sparkhalving.search.scheduler.Decision;
import org.sparkhalving.search.scheduler.Outlook;
import org.sparkhalving.search.scheduler.Retries;
import org.sparkhalving.search.scheduler.SampledScheduler;
import org.sparkhalving.search.scheduler.Scheduler;
import org.sparkhalving.search.scheduler.TrialState;
import org.sparkhalving.search.space.Configuration;

/**
 * A study's state: the fold over its journal, live and in replay alike. There is no second source
 * of truth. Not thread-safe.
 */
public final class StudyHistory {
  private final Retries retries;
  private final SampledScheduler scheduler;
  private final Criterion criterion;
  private final List<TrialRecord> trials;
  private final Counts counts;
  private Event.Tested tested;
  private Event.Ended ended;
  private Event.Interrupted interrupted;
  private Event.Stopped stopped;
  private final Stopwatch stopwatch = new Stopwatch();
  private final RecordedFigures figures = new RecordedFigures();
  private Standing bestAtRung;
  private long epochsSinceBest;

  /**
   * A study before its first event.
   *
   * @param scheduler chooses which trials are promoted
   * @param sampler chooses what they try
   * @param criterion what trials are ranked by
   */
  public StudyHistory(Scheduler scheduler, Sampler sampler, Criterion criterion, int trials) {
    this.retries = new Retries(scheduler, criterion.metric());
    this.scheduler = new SampledScheduler(retries, sampler);
    this.criterion = criterion;
    this.trials =
        IntStream.range(0, trials).mapToObj(number -> new TrialRecord(number, criterion)).toList();
    this.counts = new Counts(criterion.metric(), scheduler.rungs().count());
  }

  /** The jobs that a study begins with. */
  public List<Job> start() {
    return scheduler.start();
  }

  /**
   * Takes in an event.
   *
   * @return the jobs that may run because of it
   * @throws IllegalArgumentException when it cannot have happened after those before it
   */
  public List<Job> apply(Event event) {
    stopwatch.apply(event);
    if (event instanceof Event.Started started) {
      trial(started.trial()).apply(started);
    } else if (event instanceof Event.Finished finished) {
      TrialRecord trial = trial(finished.trial());
      double value = criterion.metric().of(trial.countingWith(finished));
      List<Job> jobs =
          ended(trial, finished, new Outcome.Reached(value), () -> trial.apply(finished));
      improve(new Standing(finished.trial(), value));
      return jobs;
    } else if (event instanceof Event.Failed failed) {
      TrialRecord trial = trial(failed.trial());
      return ended(trial, failed, new Outcome.Failed(), () -> trial.apply(failed));
    } else if (event instanceof Event.Tested happened) {
      tested = happened;
    } else if (event instanceof Event.Aborted aborted) {
      trial(aborted.trial()).apply(aborted);
    } else if (event instanceof Event.Suspected suspected) {
      trial(suspected.trial()).apply(suspected);
    } else if (event instanceof Event.Reopened reopened) {
      return reopened.trials().stream().map(this::reopen).sorted(Job.startOrder()).toList();
    } else if (event instanceof Event.Opened) {
      trials.forEach(TrialRecord::interrupted);
      interrupted = null;
      stopped = null;
      ended = null;
    } else if (event instanceof Event.Interrupted happened) {
      interrupted = happened;
      trials.forEach(TrialRecord::interrupted);
    } else if (event instanceof Event.Stopped happened) {
      stopped = happened;
      trials.forEach(TrialRecord::interrupted);
    } else if (event instanceof Event.Ended happened) {
      ended = happened;
    }
    return List.of();
  }

  /** How many trials have a configuration by now: those numbered below this. */
  public int sampled() {
    return Math.min(trials.size(), scheduler.sampler().known());
  }

  /** What a trial tries; empty when that depends on results that are not there yet. */
  public Optional<Configuration> configuration(int trial) {
    return trial < sampled() ? Optional.of(scheduler.sampler().sample(trial)) : Optional.empty();
  }

  /** Tries a failed trial again: its last job. */
  private Job reopen(int number) {
    TrialRecord trial = trial(number);
    Job job = new Job(number, trial.rung().orElse(0));
    retries.retry(job);
    counts.count(trial, trial::reopen);
    return job;
  }

  /** The trials that have failed, by number. */
  public List<Integer> failed() {
    return trials.stream()
        .filter(trial -> trial.failure().isPresent())
        .map(TrialRecord::trial)
        .toList();
  }

  /** Takes in that a job has its outcome, which outdates an earlier test. */
  private List<Job> ended(
      TrialRecord trial, Event.Outcome event, Outcome outcome, Runnable record) {
    List<Job> jobs = scheduler.tell(new Job(event.trial(), event.rung()), outcome);
    int before = trial.epochs().size();
    event.epochs().forEach(figures::add);
    counts.count(trial, record);
    epochsSinceBest += trial.epochs().size() - before;
    jobs.forEach(this::countPromotion);
    tested = null;
    return jobs;
  }

  private void countPromotion(Job job) {
    trials.get(job.trial()).rung().filter(rung -> rung < job.rung()).ifPresent(counts::promoted);
  }

  private void improve(Standing standing) {
    if (bestAtRung == null || criterion.metric().isBetter(standing.metric(), bestAtRung.metric())) {
      bestAtRung = standing;
      epochsSinceBest = 0;
    }
  }

  /** What is known of trial number {@code number}. */
  public TrialRecord trial(int number) {
    if (number < 0 || number >= trials.size()) {
      throw new IllegalArgumentException(
          "there is no trial %s: this study's trials are 0 to %s"
              .formatted(number, trials.size() - 1));
    }
    return trials.get(number);
  }

  /** All trials, by number. */
  public List<TrialRecord> trials() {
    return trials;
  }

  /** How the last session was interrupted; empty if it was not, or the study is running. */
  public Optional<Event.Interrupted> interruption() {
    return Optional.ofNullable(interrupted);
  }

  /** The stop rule that ended the search; empty when none did, or the study was resumed since. */
  public Optional<Event.Stopped> stopped() {
    return Optional.ofNullable(stopped);
  }

  /**
   * How long drivers have worked on the study by {@code now}, without the times between sessions.
   */
  public Duration elapsed(Instant now) {
    return stopwatch.elapsed(now);
  }

  /** When the last event happened; empty before the first. */
  public Optional<Instant> lastEventAt() {
    return stopwatch.last();
  }

  /** The best metric of a trial at a rung so far, whatever became of the trial later. */
  public Optional<Standing> bestAtRung() {
    return Optional.ofNullable(bestAtRung);
  }

  /**
   * How many epochs were recorded since then, those of trials that are tried again later among
   * them; 0 before there is one.
   */
  public long epochsSinceBest() {
    return bestAtRung == null ? 0 : epochsSinceBest;
  }

  /** What the scheduler knows of a trial. */
  public TrialState state(int trial) {
    return scheduler.state(trial);
  }

  /** The rows of all final rungs. */
  public List<Decision> decisions() {
    return scheduler.decisions();
  }

  /** The last epoch of each rung. */
  public List<Integer> rungEpochs() {
    return scheduler.rungs().epochs();
  }

  /** How many trials come to each rung, as far as is known now. */
  public Outlook outlook() {
    return scheduler.outlook();
  }

  /** The figure that trials are ranked by. */
  public Metric metric() {
    return criterion.metric();
  }

  /** What trials are ranked by. */
  public Criterion criterion() {
    return criterion;
  }

  /** Whether the scheduler has decided on every trial. */
  public boolean isDecided() {
    return scheduler.isFinished();
  }

  /** The test result of the chosen trial, once there is one. */
  public Optional<Event.Tested> tested() {
    return Optional.ofNullable(tested);
  }

  /** The end of the study, once it was reached. */
  public Optional<Event.Ended> ended() {
    return Optional.ofNullable(ended);
  }

  /**
   * The trials that reached a rung and did not fail, best first: the better metric, then the lower
   * number.
   */
  public List<TrialRecord> ranking() {
    return counts.ranking().stream().map(trials::get).toList();
  }

  /** The first of {@link #ranking}: the trial that the study chooses. */
  public Optional<TrialRecord> chosen() {
    return counts.best().map(best -> trials.get(best.trial()));
  }

  /** How far a trial is. */
  public TrialStatus status(int number) {
    TrialRecord trial = trial(number);
    return switch (scheduler.state(number)) {
      case READY -> open(isRunning(trial) ? TrialStatus.RUNNING : TrialStatus.PAUSED);
      case PAUSED -> open(TrialStatus.PAUSED);
      case STOPPED -> TrialStatus.STOPPED;
      case COMPLETED -> TrialStatus.COMPLETED;
      case FAILED -> TrialStatus.FAILED;
    };
  }

  private TrialStatus open(TrialStatus status) {
    return stopped != null ? TrialStatus.CANCELLED : status;
  }

  /** How far the study is. */
  public StudyState state() {
    if (ended != null) {
      return stopped != null ? StudyState.STOPPED : StudyState.FINISHED;
    }
    return interrupted != null ? StudyState.INTERRUPTED : StudyState.UNFINISHED;
  }

  private boolean isRunning(TrialRecord trial) {
    return trial.unansweredStarts() > 0 && ended == null;
  }

  /** The figures that epochs have, by those that were recorded so far. */
  public RecordedFigures figures() {
    return figures;
  }

  /** How many jobs have an outcome. */
  public long jobsDone() {
    return counts.jobs();
  }

  /** How many epochs were trained. */
  public long epochsDone() {
    return counts.epochs();
  }

  /** How far the study is now; costs as much as it has rungs, and drawing a configuration. */
  public Snapshot snapshot() {
    return counts.snapshot(outlook(), counts.best().flatMap(best -> configuration(best.trial())));
  }
}
