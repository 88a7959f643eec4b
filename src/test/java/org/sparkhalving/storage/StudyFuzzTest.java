package org.sparkhalving.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.Fuzz;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Effort;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.sampler.Observation;
import org.sparkhalving.search.sampler.RandomSampler;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.storage.lock.LockHolder;

/** Mutated files of a study's folder are read, or the study is damaged. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StudyFuzzTest {
  private static final int INPUTS = 10_000;
  private static final int TRIALS = 4;
  private static final Instant NOON = Samples.NOON;

  @TempDir private Path parent;

  private static StudyHistory history() {
    SchedulerSettings scheduler =
        new SchedulerSettings(
            new SchedulerSettings.SuccessiveHalving(),
            1,
            4,
            2,
            Criterion.last(Metric.VAL_ACCURACY));
    return new StudyHistory(
        scheduler.scheduler(TRIALS),
        new RandomSampler(new SearchSpace(Map.of()), 0),
        Criterion.last(Metric.VAL_ACCURACY),
        TRIALS);
  }

  /** A whole study of four trials, interrupted once. */
  private static List<Event> events() {
    List<Event> events = new ArrayList<>();
    events.add(new Event.Opened("d1", "h", 42, NOON, List.of()));
    for (int trial = 0; trial < 3; trial++) {
      events.add(new Event.Started(trial, 0, 1, NOON));
      events.add(finished(trial, 0, 1));
    }
    events.add(new Event.Interrupted("signal", NOON));
    events.add(new Event.Opened("d2", "h", 43, NOON, List.of()));
    events.add(Event.Failed.crashed(3, 0, "it crashed", "host", NOON));
    events.add(finished(1, 1, 2));
    events.add(finished(2, 1, 2));
    events.add(finished(2, 2, 4));
    events.add(new Event.Tested(2, 89.0, Double.NaN, NOON));
    events.add(new Event.Ended("every trial is decided on", NOON));
    return events;
  }

  private static Event finished(int trial, int rung, int epochs) {
    return Event.Finished.of(
        trial,
        rung,
        List.of(new EpochMetrics(epochs, 0.5, 0.5, 80 + trial, 1e-3, 2.5)),
        new CheckpointReference("checkpoints/trial-0001/epoch-0001-a.safetensors", 12, "00ff"),
        new Effort("cpu", "h", 1, 1, NOON, NOON));
  }

  private static byte[] lines(List<Event> events) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Event event : events) {
      bytes.writeBytes(Json.line(event));
      bytes.write('\n');
    }
    return bytes.toByteArray();
  }

  /** The lines that are events, with whatever they say. */
  private static List<Event> parsed(byte[] lines) {
    return new String(lines, UTF_8).lines().flatMap(line -> event(line).stream()).toList();
  }

  private static Optional<Event> event(String line) {
    try {
      return Optional.ofNullable(Json.MAPPER.readValue(line, Event.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  @Test
  void journalObjectsAreReadOrDamagedOrTruncated() {
    List<byte[]> corpus =
        List.of(JournalObject.encode(Samples.ALL), JournalObject.encode(events()));
    int refused = Fuzz.of(corpus).run(INPUTS, JournalObject::decode);

    assertThat(refused).isZero();
  }

  @Test
  void whateverEventsSayTheStudyIsReadOrDamaged() {
    List<byte[]> corpus = List.of(lines(events()), lines(Samples.ALL));
    int refused =
        Fuzz.of(corpus)
            .refusedBy(DamagedStudyException.class)
            .run(INPUTS, input -> replay(parsed(input)));

    assertThat(refused).isBetween(Fuzz.inputs(INPUTS) / 10, Fuzz.inputs(INPUTS) - 1);
  }

  private static void replay(List<Event> events) {
    StudyHistory history = history();
    Journal.replay(events, history, "journal");
    // What `show` asks for.
    history.ranking();
    history.decisions();
    history.snapshot();
    history.state();
    for (int trial = 0; trial < TRIALS; trial++) {
      assertThat(history.status(trial)).isNotNull();
    }
  }

  @Test
  void aFolderIsReadOrDamaged() throws IOException {
    StudyFolder folder = Samples.folder(parent);
    Samples.begun(folder, "d1").append(events().subList(1, 5));
    studyFile().create(folder, notice -> {});
    Path object = Samples.file(parent, "journal/0000000001.json");
    Path study = Samples.file(parent, "study.json");
    List<byte[]> corpus = List.of(Files.readAllBytes(object), Files.readAllBytes(study));

    int refused =
        Fuzz.of(corpus)
            .refusedBy(DamagedStudyException.class)
            .run(
                INPUTS / 20,
                input -> {
                  Files.write(object, input);
                  Journal.read(folder);
                });
    refused +=
        Fuzz.of(corpus.subList(1, 2))
            .refusedBy(DamagedStudyException.class)
            .run(
                INPUTS / 20,
                input -> {
                  Files.write(object, corpus.get(0));
                  Files.write(study, input);
                  StudyFile.read(folder).ifPresent(file -> file.differences("{}", Set.of()));
                });

    assertThat(refused).isPositive();
  }

  private static StudyFile studyFile() {
    return new StudyFile(
        "{\"study\":{\"seed\":7,\"name\":\"s\"},\"search\":{\"trials\":4,\"space\":{\"x\":0.25}}}",
        Map.of("spark", "4"),
        "cpu",
        List.of("cpu"),
        Map.of("train", "00ff"),
        7,
        List.of(
            new Observation(
                "studies/a", 1, new Configuration(Map.of("x", 1L)), new Outcome.Reached(80.5))),
        List.of(
            new Configuration(Map.of("x", 0.25, "y", "a")), new Configuration(Map.of("x", 1.0))),
        NOON);
  }

  @Test
  void aLockIsWholeOrNone() {
    LockHolder holder = LockHolder.current("d1", "h", NOON);
    Fuzz.of(List.of(Json.line(holder)))
        .run(
            INPUTS,
            input ->
                LockHolder.parse(input)
                    .ifPresent(parsed -> assertThat(parsed.toString()).isNotEmpty()));
  }
}
