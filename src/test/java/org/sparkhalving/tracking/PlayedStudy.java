package org.sparkhalving.tracking;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Effort;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.sampler.RandomSampler;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.storage.StudyFile;

/** A study of four trials, of which one is promoted to a second rung and one fails. */
final class PlayedStudy {
  static final Instant NOON = Instant.parse("2026-05-04T12:00:00.123456Z");

  static final List<Event> EVENTS =
      List.of(
          new Event.Opened("one", "host", 1, at(0), List.of()),
          new Event.Started(0, 0, 1, at(1)),
          new Event.Started(1, 0, 1, at(1)),
          reached(0, 0, 1, 1, 80),
          reached(1, 0, 1, 1, 82),
          new Event.Started(2, 0, 1, at(5)),
          new Event.Started(3, 0, 1, at(5)),
          new Event.Failed(
              2,
              0,
              FailureReason.DIVERGED,
              "the loss is NaN",
              List.of(new EpochMetrics(1, Double.NaN, Double.NaN, 10, 0.1, 2)),
              new Effort("cpu", "host", 2, 2, at(5), at(7))),
          reached(3, 0, 1, 1, 79),
          new Event.Started(1, 1, 1, at(9)),
          reached(1, 1, 2, 3, 85),
          new Event.Tested(1, 84.5, 0.5, at(20)),
          new Event.Ended("every trial is decided on", at(21)));

  private PlayedStudy() {}

  /** The study before its first event. */
  static TrackedStudy fresh() {
    Map<String, Distribution> space = new LinkedHashMap<>();
    space.put("base_lr", new Distribution.Fixed(0.25));
    space.put("hidden_sizes", new Distribution.Fixed(List.of(8L, 4L)));
    SchedulerSettings scheduler =
        new SchedulerSettings(
            new SchedulerSettings.SuccessiveHalving(),
            1,
            3,
            3,
            Criterion.best(Metric.VAL_ACCURACY));
    return new TrackedStudy(
        "small",
        "file:/studies/small",
        new StudyFile(
            """
            {"study": {"name": "small", "seed": 7}, "stop": {"target": null},
             "search": {"start-with": [], "space": {"base_lr": {"uniform": [0, 1]}}}}""",
            Map.of("spark", "4.1"),
            "a CPU",
            List.of("cpu"),
            Map.of("images", "abc"),
            7,
            List.of(),
            List.of(),
            NOON),
        new StudyHistory(
            scheduler.scheduler(4),
            new RandomSampler(new SearchSpace(space), 7),
            scheduler.criterion(),
            4));
  }

  /** The study after so many of its events. */
  static TrackedStudy after(int events) {
    TrackedStudy study = fresh();
    EVENTS.subList(0, events).forEach(study::apply);
    return study;
  }

  static TrackedStudy ended() {
    return after(EVENTS.size());
  }

  static Instant at(int second) {
    return NOON.plusSeconds(second);
  }

  private static Event reached(int trial, int rung, int from, int to, double accuracy) {
    List<EpochMetrics> epochs =
        IntStream.rangeClosed(from, to)
            .mapToObj(epoch -> new EpochMetrics(epoch, 0.5, 0.25, accuracy - to + epoch, 0.1, 1.5))
            .toList();
    return Event.Finished.of(
        trial,
        rung,
        epochs,
        new CheckpointReference("checkpoints/trial-0000/epoch-0001-a.safetensors", 1, "00"),
        new Effort("cpu", "host", 2, 2, at(2 + 8 * rung), at(4 + 8 * rung)));
  }
}
