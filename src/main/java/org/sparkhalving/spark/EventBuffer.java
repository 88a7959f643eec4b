package org.sparkhalving.spark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sparkhalving.storage.Event;
import org.sparkhalving.storage.Journal;

/**
 * Events on their way to the journal. While few happen, each turn of the loop is an object of its
 * own, written at once; while many do, an object has all that happened since the one before. A
 * turn's events are never torn apart.
 */
final class EventBuffer {
  private static final int MOST_EVENTS = 10_000;

  private final Journal journal;
  private final long nanos;
  private final List<Event> events = new ArrayList<>();
  private long written;

  /**
   * A buffer in front of a journal.
   *
   * @param apart how long after an object the next one is written at the earliest, unless it gets
   *     too large
   */
  EventBuffer(Journal journal, Duration apart) {
    this.journal = journal;
    this.nanos = apart.toNanos();
    this.written = System.nanoTime() - nanos;
  }

  /**
   * Takes in a turn's events, none perhaps, and writes what is due.
   *
   * @return whether an object was written, by which all events so far are durable
   */
  boolean add(List<? extends Event> turn) {
    events.addAll(turn);
    boolean due = events.size() >= MOST_EVENTS || System.nanoTime() - written >= nanos;
    if (events.isEmpty() || !due) {
      return false;
    }
    write();
    return true;
  }

  /** Writes all that is left. After an error the events are gone, as the journal is. */
  void write() {
    List<Event> due = List.copyOf(events);
    events.clear();
    journal.append(due);
    written = System.nanoTime();
  }
}
