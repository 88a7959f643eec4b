package org.sparkhalving.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.storage.Samples;

/** A study's end does not wait for a server that is broken or slow, and people hear of it. */
@Timeout(30)
class BackgroundTrackingTest {
  @TempDir private Path folder;
  private final BlockingQueue<String> notices = new LinkedBlockingQueue<>();

  private BackgroundTracking track(String uri, Duration patience) {
    return track(uri, patience, PlayedStudy::fresh, () -> true);
  }

  private BackgroundTracking track(
      String uri, Duration patience, Supplier<TrackedStudy> study, BooleanSupplier isOwn) {
    return new BackgroundTracking(
        new StudySender(uri, patience, Map.of()),
        new BackgroundTracking.Source(
            study, () -> PlayedStudy.EVENTS, isOwn, Samples.folder(folder)),
        new BackgroundTracking.Timing(Duration.ofMillis(20), Duration.ofMillis(200)),
        notices::add);
  }

  private String next() throws InterruptedException {
    return notices.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void aServerThatIsAwayIsReportedOnceAndThatSomethingIsMissingAtTheEnd()
      throws IOException, InterruptedException {
    String uri = MlflowServerTest.unused();
    try (BackgroundTracking tracking = track(uri, Duration.ofSeconds(5))) {
      assertThat(tracking).isNotNull();
      assertThat(next())
          .isEqualTo(
              "MLflow at %s: nothing answers there. The search continues without it, and tries it again.",
              uri);
    }
    assertThat(List.copyOf(notices))
        .containsExactly(
            "MLflow has not got all of the study (MLflow at %s: nothing answers there). `track %s --mlflow-uri %s` sends what is missing."
                .formatted(uri, Samples.folder(folder).uri(), uri));
  }

  @Test
  void theEndDoesNotWaitForAServerThatDoesNotAnswer() {
    try (Answering server = Answering.never()) {
      long begun = System.nanoTime();
      track(server.uri(), Duration.ofMinutes(5)).close();

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
      assertThat(List.copyOf(notices))
          .containsExactly(
              "MLflow has not got all of the study in time. `track %s --mlflow-uri %s` sends what is missing."
                  .formatted(Samples.folder(folder).uri(), server.uri()));
    }
  }

  @Test
  void aDriverThatWasReplacedSendsNoEnd() {
    try (Answering server = Answering.with(200, "{}")) {
      track(server.uri(), Duration.ofSeconds(5), PlayedStudy::fresh, () -> false).close();

      assertThat(server.asked()).isEmpty();
      assertThat(notices.poll()).contains("(the study's journal is no longer this driver's)");
    }
  }

  @Test
  void whatIsWrongInThisProgramIsReportedToo() {
    Supplier<TrackedStudy> broken =
        () -> {
          throw new NoClassDefFoundError("a/b");
        };
    track("http://localhost:1", Duration.ofSeconds(5), broken, () -> true).close();

    assertThat(notices.poll()).contains("cannot be sent to MLflow: java.lang.NoClassDefFoundError");
  }

  @Test
  void aServerOfAnotherKindIsReported() throws InterruptedException {
    try (Answering server = Answering.with(200, "[]");
        BackgroundTracking tracking = track(server.uri(), Duration.ofSeconds(5))) {
      assertThat(tracking).isNotNull();
      assertThat(next())
          .contains(": its answer has no experiment_id, so that it is no MLflow. The search");
    }
  }
}
