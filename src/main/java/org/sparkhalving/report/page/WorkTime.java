package org.sparkhalving.report.page;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sparkhalving.history.Event;

/**
 * The time that drivers worked on a study, in seconds from its first session's beginning: the times
 * between sessions are left out, so that a study that was resumed a week later has no week of idle
 * slots.
 */
public final class WorkTime {
  private record Session(Instant from, double before) {}

  private final List<Session> sessions = new ArrayList<>();
  private Instant last;

  /** The time of a study with these events. */
  public WorkTime(List<Event> events) {
    for (Event event : events) {
      if (event instanceof Event.Opened) {
        sessions.add(new Session(event.at(), seconds(last)));
        last = event.at();
      } else if (last == null || event.at().isAfter(last)) {
        last = event.at();
      }
    }
  }

  /**
   * Seconds of work until {@code instant}, at least 0; at most those until the next session, if
   * that began later.
   *
   * @param instant null for before everything
   */
  double seconds(Instant instant) {
    if (instant == null || sessions.isEmpty()) {
      return 0;
    }
    Session session = sessions.get(0);
    for (Session next : sessions) {
      if (!next.from().isAfter(instant)) {
        session = next;
      }
    }
    double since = Duration.between(session.from(), instant).toMillis() / 1000.0;
    double until = end(session);
    return Math.min(until, session.before() + Math.max(0, since));
  }

  private double end(Session session) {
    int next = sessions.indexOf(session) + 1;
    return next < sessions.size() ? sessions.get(next).before() : Double.POSITIVE_INFINITY;
  }

  /** When each session but the first began, in seconds of work. */
  List<Double> resumptions() {
    return sessions.stream().skip(1).map(Session::before).toList();
  }

  /**
   * Until when a study is looked at: while a driver is at work on it, {@code now}; simulated trials
   * train in a time of their own, which has come as far as the last event.
   *
   * @param running whether a driver is at work
   * @param simulated whether its trials are simulated
   * @return empty when no driver is at work, so that nothing is under way
   */
  public Optional<Instant> until(boolean running, boolean simulated, Instant now) {
    return running ? Optional.ofNullable(simulated ? last : now) : Optional.empty();
  }

  /**
   * How long drivers have worked by {@code until}, at least until the last event; see {@link
   * #until}.
   */
  double total(Optional<Instant> until) {
    return Math.max(now(), until.map(this::seconds).orElse(0.0));
  }

  /** When the last event happened. */
  public double now() {
    return seconds(last);
  }
}
