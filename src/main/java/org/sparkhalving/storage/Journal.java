package org.sparkhalving.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.Job;
import org.sparkhalving.storage.file.AccessException;

/**
 * A study's events: append-only, in immutable objects {@code journal/0000000001.json}, numbered
 * from 1, each created only if its number is free. That is what fences: of two drivers that write
 * the same number one succeeds, and the other ends.
 *
 * <p>An object without its closing line at the end of the journal never happened: its writer died
 * (or is still at it). The next driver leaves it, takes the number after it, and names it as
 * skipped in its first event; from then on it counts as skipped even if its writer completes it
 * later, and that writer is fenced out at its next number.
 *
 * <p>Safe for use by several threads.
 */
public final class Journal {
  private final StudyFolder folder;
  private final JournalReading reading;
  private final List<Event> written = new ArrayList<>();
  private long next;
  private boolean begun;
  private ReportedException refusal;

  private Journal(StudyFolder folder, JournalReading reading) {
    this.folder = folder;
    this.reading = reading;
    this.next = reading.last() + 1;
  }

  /**
   * Opens a study's journal for a driver; writes nothing yet. A study without one has no events.
   *
   * @throws DamagedStudyException naming the object that is not what was written
   */
  public static Journal open(StudyFolder folder) {
    return new Journal(folder, JournalReading.of(folder));
  }

  /**
   * The events of a study that may be running, in order; never writes.
   *
   * @throws DamagedStudyException naming the object that is not what was written
   */
  public static List<Event> read(StudyFolder folder) {
    return JournalReading.of(folder).events();
  }

  /** The events that were there when the journal was opened, in order. */
  public List<Event> events() {
    return reading.events();
  }

  /** Those, and what this driver has written since, in order; nothing is read again. */
  public synchronized List<Event> recorded() {
    return Stream.concat(events().stream(), written.stream()).toList();
  }

  /**
   * Takes the events that were there when the journal was opened into a history.
   *
   * @param history of no event yet
   * @return the jobs that have no outcome yet
   * @throws DamagedStudyException when an event cannot have happened after those before it
   */
  public List<Job> replay(StudyHistory history) {
    return replay(events(), history, folder.journal());
  }

  /** The same of events in hand; {@code journal} is what messages call theirs. */
  static List<Job> replay(List<Event> events, StudyHistory history, String journal) {
    Set<Job> open = new LinkedHashSet<>(history.start());
    for (Event event : events) {
      if (event instanceof Event.Outcome outcome) {
        open.remove(new Job(outcome.trial(), outcome.rung()));
      }
      open.addAll(taken(event, history, journal));
    }
    return List.copyOf(open);
  }

  private static List<Job> taken(Event event, StudyHistory history, String journal) {
    try {
      return history.apply(event);
    } catch (RuntimeException e) { // Whatever does not let a recorded event be taken in is damage.
      throw new DamagedStudyException(
          journal,
          "an event cannot have happened after those before it (%s)".formatted(e.getMessage()),
          JournalReading.CURE);
    }
  }

  /**
   * Takes the journal over: writes this driver's first event, after which it may append. What the
   * driver found out about the one before goes into the same object: neither is recorded alone.
   *
   * @param driver the session's unique name
   * @param host the driver's host
   * @param pid the driver's process
   * @param at now
   * @param found what to record right after it
   * @return the event, with the objects that are skipped from now on
   * @throws FencedOutException when another driver came first
   */
  public synchronized Event.Opened begin(
      String driver, String host, long pid, Instant at, Event... found) {
    if (begun) {
      throw new IllegalStateException("the journal was begun before");
    }
    Event.Opened opened = new Event.Opened(driver, host, pid, at, reading.unfinished());
    write(Stream.concat(Stream.of(opened), Stream.of(found)).toList());
    begun = true;
    return opened;
  }

  /**
   * Appends events as one object, durably; nothing for no events. After an error the journal
   * refuses every later call, since it is unknown what of the object was written.
   *
   * @throws FencedOutException when another driver has taken over
   * @throws AccessException when it cannot be written
   */
  public synchronized void append(List<? extends Event> events) {
    if (!begun) {
      throw new IllegalStateException("begin the journal before appending to it");
    }
    if (!events.isEmpty()) {
      write(List.copyOf(events));
    }
  }

  /**
   * Checks that no other driver has begun since this one's last object, before something is done
   * that would harm one: the narrower the gap between the two, the better, since one that begins in
   * it is not noticed. Fenced out, the journal refuses every later call.
   *
   * @throws FencedOutException when another driver has taken over
   * @throws AccessException when the journal cannot be read
   */
  public synchronized void requireOwn() {
    if (!begun) {
      throw new IllegalStateException("begin the journal before asking whether it is its own");
    }
    if (refusal != null) {
      throw refusal;
    }
    if (!isFree(next)) {
      refusal = new FencedOutException(folder.uriOf(JournalReading.name(next)));
      throw refusal;
    }
  }

  /** Whether this driver has begun the journal and, as far as can be seen, no other since. */
  public synchronized boolean isOwn() {
    return begun && refusal == null && isFree(next);
  }

  /**
   * Whether {@link #events} may not be all: another driver has written since the journal was
   * opened, or was at it then.
   */
  public synchronized boolean isOutdated() {
    return !reading.unfinished().isEmpty() || !isFree(next);
  }

  private boolean isFree(long number) {
    return folder.access().read(folder.path(JournalReading.name(number))).isEmpty();
  }

  private void write(List<Event> events) {
    if (refusal != null) {
      throw refusal;
    }
    Path object = folder.path(JournalReading.name(next));
    try {
      if (!folder.access().createNew(object, JournalObject.encode(events))) {
        throw new FencedOutException(object.toString());
      }
    } catch (ReportedException e) {
      refusal = e;
      throw e;
    }
    written.addAll(events);
    next++;
  }
}
