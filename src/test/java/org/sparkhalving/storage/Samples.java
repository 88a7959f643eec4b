package org.sparkhalving.storage;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Effort;
import org.sparkhalving.history.Event;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;

/** Events and folders for this package's tests. */
public final class Samples {
  public static final Instant NOON = Instant.parse("2026-05-04T12:00:00.123456Z");

  public static final Event STARTED = new Event.Started(7, 1, 2, NOON);

  public static final Event FINISHED =
      Event.Finished.of(
          7,
          1,
          List.of(
              new EpochMetrics(2, 0.1 + 0.2, 0.4, 88.125, 1e-3, 2.5),
              new EpochMetrics(3, Double.MIN_VALUE, Double.MAX_VALUE, -0.0, 1.0 / 3, 1e-17)),
          new CheckpointReference("checkpoints/trial-0007/epoch-0003-a.safetensors", 12, "00ff"),
          new Effort("cpu", "knoten-ö", 5.25, 5.25, NOON.minusSeconds(6), NOON));

  public static final Event FAILED =
      new Event.Failed(
          8,
          0,
          FailureReason.DIVERGED,
          "loss is NaN\nat step 3",
          List.of(
              new EpochMetrics(
                  1,
                  Double.NaN,
                  Double.POSITIVE_INFINITY,
                  Double.NEGATIVE_INFINITY,
                  Double.longBitsToDouble(0x3FD5555555555556L),
                  0)),
          new Effort("cuda:0", "b", 1, 0.5, NOON, NOON));

  public static final List<Event> ALL =
      List.of(
          new Event.Opened("d1", "h", 42, NOON, List.of(3L, 4L)),
          STARTED,
          FINISHED,
          FAILED,
          new Event.Aborted(7, "SIGSEGV (0xb)", NOON),
          new Event.Suspected(8, "SIGSEGV (0xb)", NOON),
          new Event.Reopened(List.of(8), NOON),
          new Event.Tested(7, 89.0, Double.NaN, NOON),
          new Event.Interrupted("signal", NOON),
          new Event.Stopped("target", "trial 7 reached the target", NOON),
          new Event.Ended("all trials are decided", NOON));

  private Samples() {}

  public static StudyFolder folder(Path parent) {
    return StudyFolder.of(parent.toUri().toString(), "study", new Configuration());
  }

  /** The local file of a path in the folder of {@link #folder}. */
  public static Path file(Path parent, String relative) {
    return parent.resolve("study").resolve(relative);
  }

  /** A journal that this test's driver has begun. */
  public static Journal begun(StudyFolder folder, String driver) {
    Journal journal = Journal.open(folder);
    journal.begin(driver, "host", 1, NOON);
    return journal;
  }
}
