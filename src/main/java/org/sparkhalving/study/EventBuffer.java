package org.sparkhalving.study;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sparkhalving.history.Event;
import org.sparkhalving.storage.Journal;

/**
 * Events on their way to the journal. While few happen, each turn of the loop is an object of its
 * own, written at once; when many do for long, an object has all that happened since the one
 * before: a token bucket. A turn's events are never torn apart.
 */
public final class EventBuffer {
  private static final int MOST_EVENTS = 10_000;

  /** How many objects may be written at once after a quiet time. */
  private static final int BURST = 50;

  private final Journal journal;
  private final long nanos;
  private final List<Event> events = new ArrayList<>();
  private double allowed = BURST;
  private long counted = System.nanoTime();

  /**
   * A buffer in front of a journal.
   *
   * @param apart how long objects are apart at least, in the long run, unless they get too large
   */
  EventBuffer(Journal journal, Duration apart) {
    this.journal = journal;
    this.nanos = apart.toNanos();
  }

  /**
   * Takes in a turn's events, none perhaps, and writes what is due.
   *
   * @return whether an object was written, by which all events so far are durable
   */
  boolean add(List<? extends Event> turn) {
    events.addAll(turn);
    if (events.isEmpty() || (events.size() < MOST_EVENTS && !isAllowed())) {
      return false;
    }
    write();
    return true;
  }

  private boolean isAllowed() {
    long now = System.nanoTime();
    allowed = nanos == 0 ? BURST : Math.min(BURST, allowed + (double) (now - counted) / nanos);
    counted = now;
    return allowed >= 1;
  }

  /** Writes all that is left. After an error the events are gone, as the journal is. */
  void write() {
    List<Event> due = List.copyOf(events);
    events.clear();
    journal.append(due);
    allowed--;
  }
}
