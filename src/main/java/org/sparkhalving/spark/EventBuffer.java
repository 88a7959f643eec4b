package org.sparkhalving.spark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sparkhalving.storage.Event;
import org.sparkhalving.storage.Journal;

/**
 * Events on their way to the journal: many turns of the loop in one object, where the backend
 * allows it. A turn's events are never torn apart.
 */
final class EventBuffer {
  private static final int MOST_EVENTS = 10_000;

  private final Journal journal;
  private final long nanos;
  private final List<Event> events = new ArrayList<>();
  private long oldest;

  /**
   * A buffer in front of a journal.
   *
   * @param within how long an event may wait, while others follow it
   */
  EventBuffer(Journal journal, Duration within) {
    this.journal = journal;
    this.nanos = within.toNanos();
  }

  /** Takes in a turn's events, and writes what is due. */
  void add(List<? extends Event> turn) {
    if (events.isEmpty()) {
      oldest = System.nanoTime();
    }
    events.addAll(turn);
    if (nanos == 0 || events.size() >= MOST_EVENTS || System.nanoTime() - oldest >= nanos) {
      write();
    }
  }

  /** Writes all that is left. After an error the events are gone, as the journal is. */
  void write() {
    List<Event> due = List.copyOf(events);
    events.clear();
    journal.append(due);
  }
}
