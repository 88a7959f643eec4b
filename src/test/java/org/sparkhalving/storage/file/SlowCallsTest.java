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
  void peopleAreToldOfACallThatTakesLong() throws IOException {
    CompletableFuture<String> told = new CompletableFuture<>();
    SlowCalls calls = new SlowCalls(Duration.ofMillis(1), told::complete);

    String notice = calls.watched("write", PLACE, () -> told.orTimeout(1, TimeUnit.MINUTES).join());

    assertThat(notice).startsWith("still trying to write " + PLACE + " after 0 s: ");
  }

  @Test
  void nobodyIsToldOfAQuickCall() throws IOException {
    CompletableFuture<String> told = new CompletableFuture<>();

    assertThat(new SlowCalls(Duration.ofDays(1), told::complete).watched("read", PLACE, () -> 7))
        .isEqualTo(7);
    assertThat(told).isNotDone();
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
