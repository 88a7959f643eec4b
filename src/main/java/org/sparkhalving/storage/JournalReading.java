package org.sparkhalving.storage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.history.Event;
import org.sparkhalving.storage.file.FileAccess;

/**
 * What a journal says at one moment.
 *
 * @param events in order
 * @param unfinished numbers of the objects at its end that have no closing line
 * @param last the highest number that is taken; 0 for none
 */
record JournalReading(List<Event> events, List<Long> unfinished, long last) {
  private static final Pattern NAME = Pattern.compile("(\\d{10})\\.json");

  /**
   * Object stores answer in tens of milliseconds, whatever the size: so several are asked for at a
   * time.
   */
  private static final int READERS = 32;

  /** What to do about a damaged object of a journal. */
  static final String CURE =
      "restore it from a copy of the study, or delete it and every object after it to go back to what happened before";

  /** The path of object {@code number} in a study's folder. */
  static String name(long number) {
    return String.format(Locale.ROOT, "journal/%010d.json", number);
  }

  static JournalReading of(StudyFolder folder) {
    SortedMap<Long, JournalObject.Content> objects = readAll(folder);
    long last = objects.isEmpty() ? 0 : objects.lastKey();
    Set<Long> skipped = new HashSet<>();
    List<Long> unfinished = new ArrayList<>();
    List<List<Event>> batches = new ArrayList<>();
    // From the end, since it is the later driver who says which earlier objects are skipped.
    for (long number = last; number >= 1; number--) {
      if (skipped.contains(number)) {
        continue;
      }
      JournalObject.Content content = objects.get(number);
      if (content instanceof JournalObject.Complete complete) {
        batches.add(complete.events());
        skipped.addAll(skippedBy(complete.events()));
      } else if (content instanceof JournalObject.Truncated && batches.isEmpty()) {
        unfinished.add(number);
      } else {
        throw new DamagedStudyException(folder.uriOf(name(number)), damage(content), CURE);
      }
    }
    Collections.reverse(batches);
    Collections.reverse(unfinished);
    return new JournalReading(
        batches.stream().flatMap(List::stream).toList(), List.copyOf(unfinished), last);
  }

  private static List<Long> skippedBy(List<Event> events) {
    return events.stream()
        .filter(Event.Opened.class::isInstance)
        .flatMap(event -> ((Event.Opened) event).skipped().stream())
        .toList();
  }

  private static String damage(JournalObject.Content content) {
    if (content == null) {
      return "it is missing, although there are later objects";
    }
    return content instanceof JournalObject.Damaged damaged
        ? damaged.damage()
        : "it has no closing line, although there are later objects";
  }

  private static SortedMap<Long, JournalObject.Content> readAll(StudyFolder folder) {
    SortedMap<Long, Future<Optional<JournalObject.Content>>> reads = new TreeMap<>();
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    try {
      for (FileAccess.Entry entry : folder.access().list(folder.path("journal"))) {
        Matcher matcher = NAME.matcher(entry.name());
        if (matcher.matches()) {
          long number = Long.parseLong(matcher.group(1));
          reads.put(number, readers.submit(() -> read(folder, number, entry.length())));
        }
      }
      SortedMap<Long, JournalObject.Content> objects = new TreeMap<>();
      reads.forEach(
          (number, read) -> result(read).ifPresent(content -> objects.put(number, content)));
      return objects;
    } finally {
      readers.shutdownNow();
    }
  }

  private static Optional<JournalObject.Content> read(
      StudyFolder folder, long number, long length) {
    Path path = folder.path(name(number));
    Optional<JournalObject.Content> content =
        folder.access().read(path, length).map(JournalObject::decode);
    // It may have been listed before it was whole, and those after it later.
    return content.filter(JournalObject.Truncated.class::isInstance).isPresent()
        ? folder.access().read(path).map(JournalObject::decode)
        : content;
  }

  private static <T> T result(Future<T> read) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return read.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          if (e.getCause() instanceof ReportedException error) {
            throw error;
          }
          throw new IllegalStateException(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
