package org.sparkhalving.cli;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Waits for events of a study that another process runs. */
final class JournalWatch implements AutoCloseable {
  private static final int MOST_SECONDS = 120;

  private final Path journal;
  private final WatchService watch;

  /** Watches the journal of a study, whose folder may not exist yet. */
  JournalWatch(Path study) throws IOException {
    journal = Files.createDirectories(study.resolve("journal"));
    watch = journal.getFileSystem().newWatchService();
    journal.register(watch, ENTRY_CREATE, ENTRY_MODIFY);
  }

  /** Returns as soon as the journal has so many events of a type. */
  void await(String type, int count) throws IOException, InterruptedException {
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

  private long events(String type) throws IOException {
    long events = 0;
    try (Stream<Path> objects = Files.list(journal)) {
      for (Path object : objects.toList()) {
        events +=
            Files.readAllLines(object).stream()
                .filter(line -> line.startsWith("{\"type\":\"" + type + "\""))
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
