package org.sparkhalving.study;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Supplier;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Job;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.lock.HostName;

/**
 * The study's loop in the driver: ask the scheduler, submit, record, advance. Each turn has one
 * batch of events at most, the outcomes that arrived and the starts that follow from them; where
 * many arrive, a journal object has several.
 */
public final class StudyLoop {
  private final StudyHistory history;
  private final Backend backend;
  private final Cleaner cleaner;
  private final StudyListener listener;
  private final int maxAttempts;
  private final Doubts doubts;
  private final StopRules rules;
  private final EventBuffer buffer;
  private final PriorityQueue<Job> ready = new PriorityQueue<>(Job.startOrder());
  private final List<Event.Outcome> answered = new ArrayList<>();
  private int running;
  private int slotsBefore;
  private boolean alone;

  /**
   * A loop that has not begun.
   *
   * @param maxAttempts how often a trial is tried that ends its process, at least 1
   * @param doubts holds crashes back until it is known whose fault they are
   * @param rules when to stop before every trial is decided on
   */
  public StudyLoop(
      StudyHistory history,
      Journal journal,
      Backend backend,
      Cleaner cleaner,
      StudyListener listener,
      int maxAttempts,
      Doubts doubts,
      StopRules rules) {
    this.history = history;
    this.backend = backend;
    this.cleaner = cleaner;
    this.listener = listener;
    this.maxAttempts = maxAttempts;
    this.doubts = doubts;
    this.rules = rules;
    this.buffer = new EventBuffer(journal, backend.recordedWithin());
  }

  /**
   * Runs jobs until every trial is decided on, a stop rule ends the search, or a stop is asked for.
   *
   * @param open the jobs that have no outcome yet
   * @param stop asked every turn: why to stop, if so
   * @return why it stopped, so that a resume can continue; empty when the search is over
   */
  public Optional<String> run(List<Job> open, Supplier<Optional<String>> stop) {
    cleaner.begin();
    takeUp(open);
    while (!history.isDecided()) {
      if (isStoppedByRule()) {
        return Optional.empty();
      }
      Optional<String> reason = turnOrRecord(stop);
      if (reason.isPresent() && !history.isDecided()) {
        cancel();
        interrupted(reason.get());
        return reason;
      }
    }
    buffer.write();
    return Optional.empty();
  }

  private void takeUp(List<Job> open) {
    Set<Job> underWay = backend.underWay();
    for (Job job : open) {
      if (underWay.contains(job)) {
        submit(job);
        running++;
      } else {
        ready.add(job);
      }
    }
  }

  private void cancel() {
    backend.cancel();
    listener.jobsCancelled();
  }

  private boolean isStoppedByRule() {
    Optional<Event.Stopped> stopped = rules.met(history, backend.now());
    stopped.ifPresent(
        event -> {
          cancel();
          history.apply(event);
          buffer.add(List.of(event));
          buffer.write();
        });
    return stopped.isPresent();
  }

  /**
   * A turn, or the last outcomes when there is a reason to stop; an error that is no trial's fault
   * ends the session cleanly, if the journal can still be written.
   *
   * @return why to stop, if so
   */
  private Optional<String> turnOrRecord(Supplier<Optional<String>> stop) {
    try {
      Optional<String> reason = stop.get();
      if (reason.isPresent()) {
        record(outcomes(Duration.ZERO));
      } else {
        turn();
      }
      return reason;
    } catch (RuntimeException error) {
      cancel();
      try {
        countAttempt(error);
        interrupted(String.valueOf(error.getMessage()));
      } catch (ReportedException unwritable) {
        // The journal's own error is thrown again, the same object, when it is what went wrong.
        if (unwritable != error) {
          error.addSuppressed(unwritable);
        }
      }
      throw error;
    }
  }

  /** Records an attempt of a trial that has ended the session, if {@code error} is one. */
  private void countAttempt(RuntimeException error) {
    if (error instanceof BackendFailureException failure && failure.attempt().isPresent()) {
      BackendFailureException.Attempt attempt = failure.attempt().get();
      Event.Aborted aborted = new Event.Aborted(attempt.trial(), attempt.how(), backend.now());
      buffer.add(List.of(aborted));
      history.apply(aborted);
    }
  }

  private void interrupted(String reason) {
    Event.Interrupted event = new Event.Interrupted(reason, backend.now());
    buffer.add(List.of(event));
    buffer.write();
    history.apply(event);
  }

  private void turn() {
    List<Event.Outcome> outcomes = outcomes(longestWait());
    Runnable shown = take(outcomes);
    List<Job> starting = starting();
    List<Event> events = new ArrayList<>(outcomes);
    for (Job job : starting) {
      Event.Started started =
          new Event.Started(
              job.trial(), job.rung(), history.trial(job.trial()).aborts() + 1, backend.now());
      events.add(started);
      apply(started);
    }
    boolean durable = buffer.add(events);
    starting.forEach(this::submit);
    shown.run();
    answered.addAll(outcomes);
    if (durable) {
      cleaner.recorded(answered);
      answered.clear();
    }
  }

  private Duration longestWait() {
    Duration left = rules.left(history, backend.now());
    return left.compareTo(backend.longestWait()) < 0 ? left : backend.longestWait();
  }

  /**
   * The outcomes that arrive within {@code wait} and are certain; those before an error of the
   * environment's are recorded all the same.
   */
  private List<Event.Outcome> outcomes(Duration wait) {
    List<Event.Outcome> outcomes = new ArrayList<>();
    if (running == 0) {
      outcomes.addAll(ready.isEmpty() ? doubts.release() : List.of());
      return outcomes;
    }
    int underWay = running;
    try {
      Optional<Backend.Ended> next = backend.poll(wait);
      while (next.isPresent()) {
        running--;
        outcomes.addAll(doubts.take(next.get(), underWay));
        next.filter(Backend.Ended::isDoubtful).map(Doubts::notice).ifPresent(listener::notice);
        next = backend.poll(Duration.ZERO);
      }
    } catch (RuntimeException error) {
      record(outcomes);
      throw error;
    }
    return outcomes;
  }

  /** Records the last outcomes of a session that starts no more jobs. */
  private void record(List<Event.Outcome> outcomes) {
    Runnable shown = take(outcomes);
    buffer.add(outcomes);
    shown.run();
  }

  /**
   * Applies outcomes, one after the other.
   *
   * @return shows them to the listener, each with how far the study was by then
   */
  private Runnable take(List<Event.Outcome> outcomes) {
    List<Snapshot> after = new ArrayList<>();
    for (Event.Outcome outcome : outcomes) {
      ready.addAll(apply(outcome));
      after.add(history.snapshot());
    }
    return () -> {
      for (int index = 0; index < after.size(); index++) {
        listener.jobEnded(outcomes.get(index), after.get(index));
      }
    };
  }

  private List<Job> starting() {
    List<Job> starting = new ArrayList<>();
    int slots = backend.slots();
    if (slots != slotsBefore) {
      slotsBefore = slots;
      listener.slots(slots);
    }
    int busy = running - backend.postponed();
    while (!ready.isEmpty() && mayStart(ready.peek(), busy + starting.size(), slots)) {
      starting.add(ready.poll());
    }
    running += starting.size();
    return starting;
  }

  /**
   * Whether a job may start beside {@code busy} others. A trial that was running when native code
   * ended the process runs alone, so that it is known whose fault the next such end is.
   */
  private boolean mayStart(Job job, int busy, int slots) {
    boolean suspect = history.trial(job.trial()).isSuspected();
    if (busy == 0) {
      alone = suspect;
      return true;
    }
    return !suspect && !alone && busy < slots;
  }

  private List<Job> apply(Event event) {
    List<Job> jobs = history.apply(event);
    if (event instanceof Event.Finished finished) {
      cleaner.published(finished.trial());
    }
    return jobs;
  }

  private void submit(Job job) {
    TrialRecord trial = history.trial(job.trial());
    List<EpochMetrics> trained = trial.epochs().stream().map(TrialRecord.Epoch::metrics).toList();
    listener.jobStarted(
        job,
        trained.isEmpty() ? Optional.empty() : Optional.of(trained.get(trained.size() - 1)),
        history.configuration(job.trial()).orElseThrow());
    backend.submit(
        new Backend.Order(
            job.trial(),
            job.rung(),
            history.rungEpochs().get(job.rung()),
            trial.checkpoint().orElse(null),
            trained));
  }

  /**
   * Fails the jobs that have ended their process, and with it the session, {@code maxAttempts}
   * times: by native code in local mode, or as executors that are killed again and again.
   *
   * @param open the jobs that have no outcome yet
   * @return those that have none now
   */
  public List<Job> withoutCrashed(List<Job> open) {
    List<Job> left = new ArrayList<>();
    List<Event> crashed = new ArrayList<>();
    for (Job job : open) {
      TrialRecord trial = history.trial(job.trial());
      if (trial.aborts() < maxAttempts) {
        left.add(job);
      } else {
        crashed.add(
            crashed(
                job,
                "its process ended %s times, at last with %s"
                    .formatted(trial.aborts(), trial.lastAbort())));
      }
    }
    buffer.add(crashed);
    crashed.forEach(event -> left.addAll(apply(event)));
    return left;
  }

  private static Event crashed(Job job, String message) {
    return Event.Failed.crashed(job.trial(), job.rung(), message, HostName.local(), Instant.now());
  }
}
