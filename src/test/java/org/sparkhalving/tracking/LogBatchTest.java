package org.sparkhalving.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a run lacks of what it is to hold. */
class LogBatchTest {
  private static final StoredRun EMPTY =
      new StoredRun(
          "id",
          "mlflow-artifacts:/0/id",
          "RUNNING",
          Optional.empty(),
          Set.of(),
          Map.of(),
          Map.of());

  private static TrackedRun wanted(
      Map<String, String> parameters, Map<String, String> tags, List<RunMetric> metrics) {
    return new TrackedRun(
        OptionalInt.of(3),
        "name",
        RunStatus.RUNNING,
        Instant.EPOCH,
        Optional.empty(),
        parameters,
        tags,
        metrics);
  }

  private static RunMetric metric(String key, int step) {
    return new RunMetric(key, step / 2.0, Instant.EPOCH, step);
  }

  @Test
  void nothingIsMissingOnceItWasSent() {
    TrackedRun wanted =
        wanted(Map.of("p", "1"), Map.of("t", "2"), List.of(metric("m", 1), metric("m", 2)));

    List<LogBatch> missing = LogBatch.missing(wanted, EMPTY);

    assertThat(missing)
        .containsExactly(
            new LogBatch(
                List.of(metric("m", 1), metric("m", 2)), Map.of("p", "1"), Map.of("t", "2")));
    assertThat(LogBatch.missing(wanted, EMPTY.with(missing.get(0)))).isEmpty();
  }

  /** As a server that writes a request in parts may have been left, each metric by itself. */
  @Test
  void ofEachMetricWhatLiesBehindItsLastStepIsMissing() {
    StoredRun stored =
        EMPTY.with(new LogBatch(List.of(metric("a", 2), metric("b", 1)), Map.of(), Map.of()));

    assertThat(
            LogBatch.missing(
                wanted(
                    Map.of(),
                    Map.of(),
                    Stream.of(1, 2, 3)
                        .flatMap(step -> Stream.of("a", "b", "c").map(key -> metric(key, step)))
                        .toList()),
                stored))
        .flatExtracting(LogBatch::metrics)
        .containsExactly(
            metric("c", 1),
            metric("b", 2),
            metric("c", 2),
            metric("a", 3),
            metric("b", 3),
            metric("c", 3));
  }

  @Test
  void parametersNeverChangeAndTagsDo() {
    StoredRun stored =
        EMPTY.with(new LogBatch(List.of(), Map.of("p", "1"), Map.of("t", "old", "u", "same")));

    assertThat(
            LogBatch.missing(
                wanted(Map.of("p", "other", "q", "2"), Map.of("t", "new", "u", "same"), List.of()),
                stored))
        .containsExactly(new LogBatch(List.of(), Map.of("q", "2"), Map.of("t", "new")));
  }

  @Test
  void aRequestIsWithinTheServersLimits() {
    Map<String, String> many =
        IntStream.range(0, 250).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v"));
    List<RunMetric> metrics = IntStream.range(0, 1700).mapToObj(step -> metric("m", step)).toList();

    List<LogBatch> batches = LogBatch.missing(wanted(many, many, metrics), EMPTY);

    assertThat(batches).hasSize(3);
    assertThat(batches)
        .allSatisfy(
            batch -> {
              assertThat(batch.parameters()).hasSizeLessThanOrEqualTo(100);
              assertThat(batch.tags()).hasSizeLessThanOrEqualTo(100);
              assertThat(batch.metrics().size() + batch.parameters().size() + batch.tags().size())
                  .isLessThanOrEqualTo(1000);
            });
    assertThat(batches.stream().flatMap(batch -> batch.metrics().stream())).isEqualTo(metrics);
    Map<String, String> sent = new HashMap<>();
    batches.forEach(batch -> sent.putAll(batch.tags()));
    assertThat(sent).isEqualTo(many);
  }
}
