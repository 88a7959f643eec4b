package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.history.Event;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.StudyFolder;

/**
 * A study that processes run: each {@code search} is one of its own, and resumes from what is
 * there.
 *
 * @param workplace with its settings
 * @param name the study's, also of the folders of its processes' output
 * @param keys Spark's, as {@code key=value}
 * @param changes further settings, as {@code key=value}
 */
record ProcessStudy(Workplace workplace, String name, List<String> keys, List<String> changes) {
  private static final Duration LOOK = Duration.ofMillis(20);

  static ProcessStudy of(Workplace workplace, String name, String... changes) {
    return new ProcessStudy(workplace, name, List.of(), List.of(changes));
  }

  /**
   * Starts a search.
   *
   * @param process names the process, differently from the study's others
   */
  SubmittedProcess start(String process, String master) throws IOException {
    String[] options =
        Stream.concat(
                Stream.of("--resume", "--set", "study.name=" + name),
                changes.stream().flatMap(change -> Stream.of("--set", change)))
            .toArray(String[]::new);
    return SubmittedProcess.start(
        workplace.folder().resolve("output-" + name + "-" + process),
        master,
        keys,
        workplace.searchArguments(options));
  }

  /**
   * Runs a search to its end; the seconds from its start until the study continued, or was over.
   */
  double end(String process, String master) throws IOException, InterruptedException {
    try (JournalWatch journal = watch()) {
      long before = journal.outcomes();
      long start = System.nanoTime();
      try (SubmittedProcess search = start(process, master)) {
        boolean running = true;
        while (running && journal.outcomes() == before) {
          running = search.run(LOOK);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        assertFinished(search.end());
        return seconds;
      }
    }
  }

  /** Checks that a search came to its study's end. */
  static void assertFinished(CommandRun run) {
    assertThat(run.err()).doesNotContain("\tat ", "error: ");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Best configuration", "test accuracy");
  }

  /** Waits for the study's events, also before it has begun. */
  JournalWatch watch() throws IOException {
    return new JournalWatch(folder());
  }

  Path folder() {
    return workplace.study(name);
  }

  /** All rows of its tables, see {@link StudyTables#contents}. */
  List<String> tables() throws IOException {
    try (SparkSession session = StudyTables.session()) {
      return StudyTables.contents(session, folder());
    }
  }

  /** The journal's events of a type, in order. */
  <E extends Event> List<E> events(Class<E> type) {
    return Journal.read(StudyFolder.existing(folder().toString(), new Configuration())).stream()
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /** The files of jobs in the middle. */
  List<Path> progress() {
    Path checkpoints = folder().resolve("checkpoints");
    if (!Files.exists(checkpoints)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(checkpoints)) {
      return files.filter(file -> file.getFileName().toString().startsWith("progress-")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
