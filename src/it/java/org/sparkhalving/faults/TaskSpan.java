package org.sparkhalving.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A task as its executor saw it, from {@link ObservedTasks}.
 *
 * @param process of the executor
 * @param addresses of the GPU that the task held, comma between; empty when it held none
 * @param job what the driver calls it, such as {@code trial 3 in rung 2 to epoch 40}; empty for
 *     other tasks
 * @param attempt 0 for the first of the task
 * @param start milliseconds since 1970
 * @param end as {@code start}; {@link #OPEN} for one that runs or was killed with its executor
 */
record TaskSpan(long process, String addresses, String job, int attempt, long start, long end) {
  /** The end of a task that has none. */
  static final long OPEN = Long.MAX_VALUE;

  /** What {@link ObservedTasks} has written into a folder until now, by the time of the start. */
  static List<TaskSpan> in(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(ObservedTasks.START))
          .map(TaskSpan::of)
          .sorted(Comparator.comparingLong(TaskSpan::start))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TaskSpan of(Path file) {
    try {
      String[] cells = Files.readString(file).split("\t", -1);
      Path end = Path.of(file.toString().replace(ObservedTasks.START, ObservedTasks.END));
      return new TaskSpan(
          Long.parseLong(cells[0]),
          cells[1],
          cells[2],
          Integer.parseInt(cells[3]),
          Long.parseLong(cells[4]),
          Files.exists(end) ? Long.parseLong(Files.readString(end)) : OPEN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether it trains a trial. */
  boolean isTrial() {
    return !job.isEmpty();
  }

  /** The number of its trial. */
  int trial() {
    return TaskFault.trial(job);
  }

  /** To which epoch it trains its trial. */
  int target() {
    return Integer.parseInt(job.substring(job.lastIndexOf(' ') + 1));
  }

  /** The same, over at {@code death} at the latest if its executor was that process. */
  TaskSpan cut(long executor, long death) {
    return process == executor && end == OPEN
        ? new TaskSpan(process, addresses, job, attempt, start, death)
        : this;
  }
}
