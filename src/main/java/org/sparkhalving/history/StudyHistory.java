package org.sparkhalving.history;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.Standing;
import org.sparkhalving.search.sampler.Sampler;
import org.sparkhalving.search.scheduler.Decision;
import org.sparkhalving.search.scheduler.Outlook;
import org.sparkhalving.search.scheduler.Repeats;
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
  private final SampledScheduler search;
  private final Repeats scheduler;
  private final Criterion criterion;
  private final List<TrialRecord> trials;
  private final RepeatedTrials repeated;
  private final Counts counts;
  private Event.Tested tested;
  private Event.Ended ended;
  private Event.Interrupted interrupted;
  private Event.Stopped stopped;
  private final Stopwatch stopwatch = new Stopwatch();
  private final RecordedFigures figures = new RecordedFigures();
  private Standing bestAtRung;
  private long epochsSinceBest;

  /** A study before its first event, whose finalists are not trained again. */
  public StudyHistory(Scheduler scheduler, Sampler sampler, Criterion criterion, int trials) {
    this(scheduler, sampler, criterion, trials, 0);
  }

  /**
   * A study before its first event.
   *
   * @param scheduler chooses which trials are promoted
   * @param sampler chooses what they try
   * @param criterion what trials are ranked by
   * @param repeats how often each finalist is trained again, at least 0
   */
  public StudyHistory(
      Scheduler scheduler, Sampler sampler, Criterion criterion, int trials, int repeats) {
    this.retries = new Retries(scheduler, criterion.metric());
    this.search = new SampledScheduler(retries, sampler);
    this.scheduler = new Repeats(search, trials, repeats);
    this.criterion = criterion;
    this.trials =
        IntStream.range(0, trials).mapToObj(number -> new TrialRecord(number, criterion)).toList();
    this.repeated = new RepeatedTrials(this.trials, criterion, repeats);
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
      if (!isRepeat(finished.trial())) {
        improve(new Standing(finished.trial(), value));
      }
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
      runs().forEach(TrialRecord::interrupted);
      interrupted = null;
      stopped = null;
      ended = null;
    } else if (event instanceof Event.Interrupted happened) {
      interrupted = happened;
      runs().forEach(TrialRecord::interrupted);
    } else if (event instanceof Event.Stopped happened) {
      stopped = happened;
      runs().forEach(TrialRecord::interrupted);
    } else if (event instanceof Event.Ended happened) {
      ended = happened;
    }
    return List.of();
  }

  /** How many trials have a configuration by now: those numbered below this. */
  public int sampled() {
    return Math.min(trials.size(), search.sampler().known());
  }

  /**
   * What a trial tries, a repeat the same as its original; empty when that depends on results that
   * are not there yet.
   */
  public Optional<Configuration> configuration(int trial) {
    int original = repeated.original(trial);
    return original < sampled() ? Optional.of(search.sampler().sample(original)) : Optional.empty();
  }

  /** Tries a failed trial again: its last job. */
  private Job reopen(int number) {
    TrialRecord trial = trial(number);
    Job job = new Job(number, trial.rung().orElse(0));
    retries.retry(job);
    counts.count(trial, trial::reopen);
    return job;
  }

  /** The trials that have failed, by number; a repeat's failure is final. */
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
    if (isRepeat(event.trial())) {
      counts.countRepeat(trial, record);
      repeated.ended();
    } else {
      counts.count(trial, record);
      epochsSinceBest += trial.epochs().size() - before;
    }
    jobs.forEach(this::handedOut);
    tested = null;
    return jobs;
  }

  private void handedOut(Job job) {
    if (isRepeat(job.trial())) {
      repeated.handedOut(job.trial());
    } else {
      trials.get(job.trial()).rung().filter(rung -> rung < job.rung()).ifPresent(counts::promoted);
    }
  }

  private boolean isRepeat(int number) {
    return number >= trials.size();
  }

  private void improve(Standing standing) {
    if (bestAtRung == null || criterion.metric().isBetter(standing.metric(), bestAtRung.metric())) {
      bestAtRung = standing;
      epochsSinceBest = 0;
    }
  }

  /** What is known of trial number {@code number}, which may be a repeat. */
  public TrialRecord trial(int number) {
    if (!has(number)) {
      throw new IllegalArgumentException(
          "there is no trial %s: this study's trials are 0 to %s"
              .formatted(number, trials.size() - 1));
    }
    return isRepeat(number) ? repeated.record(number) : trials.get(number);
  }

  /** Whether there is a trial, or by now a repeat, of that number. */
  public boolean has(int number) {
    return number >= 0 && (number < trials.size() || repeated.has(number));
  }

  /** All trials of the search, by number. */
  public List<TrialRecord> trials() {
    return trials;
  }

  /** Those, and then the repeats of finalists by now, by number. */
  public List<TrialRecord> runs() {
    return repeated.records().isEmpty()
        ? trials
        : Stream.concat(trials.stream(), repeated.records().stream()).toList();
  }

  /** The trial that a repeat repeats; empty for a trial of the search. */
  public Optional<Integer> repeatOf(int number) {
    return isRepeat(number) ? Optional.of(repeated.original(number)) : Optional.empty();
  }

  /**
   * The finalists, best mean first, then the lower number. None where they are not trained again,
   * and before each of them was once.
   */
  public List<Finalist> finalists() {
    return repeated.finalists();
  }

  /** The run of a trial whose model is the trial's: its best one by now. */
  public TrialRecord bestRun(int trial) {
    return repeated.best(trial);
  }

  /** Whether finalists are to be trained again, and not all of that is done. */
  public boolean awaitsRepeats() {
    return repeated.areWanted() && !isDecided();
  }

  /** Whether every trial is decided on, and finalists are trained again. */
  public boolean isRepeating() {
    return scheduler.areLeft();
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

  /** Whether the scheduler has decided on every trial, and every repeat has ended. */
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
   * The trials that reached a rung and did not fail, best first: the {@link #finalists} in their
   * order, if there are any; then the better metric, then the lower number.
   */
  public List<TrialRecord> ranking() {
    Set<Integer> ranked = new LinkedHashSet<>();
    finalists().forEach(finalist -> ranked.add(finalist.trial()));
    ranked.addAll(counts.ranking());
    return ranked.stream().map(trials::get).toList();
  }

  /**
   * The first of {@link #ranking} and what it is ranked by: its metric, or the mean of its runs.
   */
  public Optional<Standing> best() {
    return finalists().stream().findFirst().map(Finalist::standing).or(counts::best);
  }

  /** The run that the study chooses: the best one of the first of {@link #ranking}. */
  public Optional<TrialRecord> chosen() {
    return best().map(best -> bestRun(best.trial()));
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
    Optional<Standing> best = best();
    return counts.snapshot(outlook(), best, best.flatMap(first -> configuration(first.trial())));
  }
}
