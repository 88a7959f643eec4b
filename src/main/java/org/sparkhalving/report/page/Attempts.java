package org.sparkhalving.report.page;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sparkhalving.history.Event;
import org.sparkhalving.search.Job;

/**
 * What slots did and when, by a study's events: the attempts that gave an outcome, and those of
 * which it is only known that they began.
 */
public final class Attempts {
  /**
   * A job that waited longer than this, in seconds, between its hand-over to Spark and the attempt
   * that gave its outcome is shown as waiting. Shorter times are Spark's own.
   */
  private static final double NOTICED = 2;

  private final WorkTime time;
  private final Map<Job, Double> open = new LinkedHashMap<>();
  private final List<Attempt> attempts = new ArrayList<>();
  private double last;

  /** What became of an attempt. */
  public enum End {
    /** The trial reached its rung. */
    FINISHED,
    /** The trial failed. */
    FAILED,
    /** Its session ended, or was ended, before it. */
    CUT,
    /** Waited for an executor, or an earlier attempt was lost with one. */
    WAITED,
    /** It is under way. */
    RUNNING;

    /** Its name in views and on pages. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An attempt at a job.
   *
   * @param from seconds of work
   * @param to seconds of work, not before {@code from}
   * @param host where it ran; empty when it is not known
   * @param device of the host; empty when it is not known
   */
  public record Attempt(
      int trial, int rung, double from, double to, End end, String host, String device) {}

  private Attempts(WorkTime time) {
    this.time = time;
  }

  /**
   * The attempts that {@code events} tell of, in the order in which the journal has their ends.
   *
   * @param until when jobs under way are looked at; empty when no driver is there, so that there
   *     are none
   */
  public static List<Attempt> of(List<Event> events, WorkTime time, Optional<Instant> until) {
    Attempts all = new Attempts(time);
    events.forEach(all::apply);
    all.closeAll(
        Math.max(all.last, until.map(time::seconds).orElse(all.last)),
        until.isPresent() ? End.RUNNING : End.CUT);
    return all.attempts;
  }

  private void apply(Event event) {
    if (event instanceof Event.Opened) {
      closeAll(last, End.CUT);
    }
    double at = time.seconds(event.at());
    last = Math.max(last, at);
    if (event instanceof Event.Started started) {
      Job job = new Job(started.trial(), started.rung());
      close(job, at);
      open.put(job, at);
    } else if (event instanceof Event.Outcome outcome) {
      ended(outcome, at);
    } else if (event instanceof Event.Interrupted || event instanceof Event.Stopped) {
      closeAll(at, End.CUT);
    }
  }

  private void ended(Event.Outcome outcome, double at) {
    Double handedOver = open.remove(new Job(outcome.trial(), outcome.rung()));
    double from = Math.min(at, time.seconds(outcome.startedAt()));
    if (handedOver != null && outcome.effort().device().isEmpty()) {
      from = Math.min(from, handedOver); // Nothing reported when it began.
    } else if (handedOver != null && from - handedOver > NOTICED) {
      add(outcome.trial(), outcome.rung(), handedOver, from, End.WAITED);
    }
    End end = outcome instanceof Event.Failed ? End.FAILED : End.FINISHED;
    attempts.add(
        new Attempt(
            outcome.trial(),
            outcome.rung(),
            from,
            at,
            end,
            outcome.effort().host(),
            outcome.effort().device()));
  }

  private void close(Job job, double at) {
    Double from = open.remove(job);
    if (from != null) {
      add(job.trial(), job.rung(), from, at, End.CUT);
    }
  }

  private void closeAll(double at, End end) {
    open.forEach((job, from) -> add(job.trial(), job.rung(), from, at, end));
    open.clear();
  }

  private void add(int trial, int rung, double from, double to, End end) {
    attempts.add(new Attempt(trial, rung, from, Math.max(from, to), end, "", ""));
  }
}
