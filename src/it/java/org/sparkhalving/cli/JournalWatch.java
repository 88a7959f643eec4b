package org.sparkhalving.cli;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Waits for events of a study that another process runs. */
final class JournalWatch implements AutoCloseable {
  private static final int MOST_SECONDS = 120;
  private static final String OUTCOMES = "finished|failed|tested|ended";

  private final Path journal;
  private final WatchService watch;

  /** Watches the journal of a study, whose folder may not exist yet. */
  JournalWatch(Path study) throws IOException {
    journal = Files.createDirectories(study.resolve("journal"));
    watch = journal.getFileSystem().newWatchService();
    journal.register(watch, ENTRY_CREATE, ENTRY_MODIFY);
  }

  /** Returns as soon as the journal has so many events of a type. */
  void await(String type, long count) throws IOException, InterruptedException {
    while (events(type) < count) {
      WatchKey key = watch.poll(MOST_SECONDS, TimeUnit.SECONDS);
      if (key == null) {
        throw new IllegalStateException(
            "no event for " + MOST_SECONDS + " s; " + events(type) + " of type " + type);
      }
      key.pollEvents();
      key.reset();
    }
  }

  /** As {@link #await}, for what brings a study forward. */
  void awaitOutcomes(long count) throws IOException, InterruptedException {
    await(OUTCOMES, count);
  }

  /** How many events there are that bring a study forward. */
  long outcomes() throws IOException {
    return events(OUTCOMES);
  }

  private long events(String type) throws IOException {
    Pattern line = Pattern.compile("\\{\"type\":\"(" + type + ")\"");
    long events = 0;
    try (Stream<Path> objects = Files.list(journal)) {
      for (Path object : objects.toList()) {
        events +=
            Files.readAllLines(object).stream()
                .filter(text -> line.matcher(text).lookingAt())
                .count();
      }
    }
    return events;
  }

  @Override
  public void close() throws IOException {
    watch.close();
  }
}
