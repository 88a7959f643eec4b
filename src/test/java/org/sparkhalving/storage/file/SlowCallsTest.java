package org.sparkhalving.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class SlowCallsTest {
  private static final Path PLACE = new Path("hdfs://namenode/studies/s/journal/0000000001.json");

  @Test
  void aCallThatTakesLongIsReported() throws IOException {
    CompletableFuture<String> reported = new CompletableFuture<>();
    SlowCalls calls = new SlowCalls(Duration.ofMillis(1), reported::complete);

    String notice =
        calls.watched("write", PLACE, () -> reported.orTimeout(1, TimeUnit.MINUTES).join());

    assertThat(notice).startsWith("still trying to write " + PLACE + " after 0 s: ");
  }

  @Test
  void aQuickCallIsNotReported() throws IOException {
    CompletableFuture<String> reported = new CompletableFuture<>();

    assertThat(
            new SlowCalls(Duration.ofDays(1), reported::complete).watched("read", PLACE, () -> 7))
        .isEqualTo(7);
    assertThat(reported).isNotDone();
  }

  @Test
  void aCallsErrorIsItsOwn() {
    IOException error = new IOException("gone");
    SlowCalls calls = new SlowCalls(Duration.ofDays(1), notice -> {});

    assertThatThrownBy(
            () ->
                calls.watched(
                    "read",
                    PLACE,
                    () -> {
                      throw error;
                    }))
        .isSameAs(error);
  }
}
