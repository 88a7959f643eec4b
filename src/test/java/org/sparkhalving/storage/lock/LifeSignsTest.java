package org.sparkhalving.storage.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.storage.Json;
import org.sparkhalving.storage.Samples;
import org.sparkhalving.storage.StudyFolder;

/** A lock is no sign of life: its driver may have been killed on a host that is not seen. */
class LifeSignsTest {
  @TempDir private Path parent;
  private final List<String> notices = new ArrayList<>();
  private Duration slept = Duration.ZERO;
  private StudyFolder folder;

  @BeforeEach
  void place() throws IOException {
    folder = Samples.folder(parent);
    Files.createDirectory(parent.resolve("study"));
  }

  private boolean areThere(DriverLock.Sleeper meanwhile) throws InterruptedException {
    DriverLock.Timing timing =
        new DriverLock.Timing(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            InstantSource.fixed(Samples.NOON),
            duration -> {
              slept = slept.plus(duration);
              meanwhile.sleep(duration);
            });
    return new LifeSigns(folder, "here", timing).areThere(notices::add);
  }

  private static LockHolder holder(String host, Instant heard) {
    LockHolder self = LockHolder.current("one", host, Samples.NOON);
    return new LockHolder(
        self.driver(),
        host,
        self.pidSpace(),
        self.pid(),
        self.processStart(),
        self.since(),
        List.of(),
        7,
        heard);
  }

  private void lock(LockHolder holder) {
    folder.replace(DriverLock.NAME, Json.line(holder));
  }

  @Test
  void aDriverIsAliveThatIsSeenOrWasHeardAMomentAgo() throws InterruptedException {
    assertThat(areThere(pause -> {})).as("no lock").isFalse();
    lock(holder("here", Samples.NOON.minusSeconds(9999)));
    assertThat(areThere(pause -> {})).as("its process is seen").isTrue();
    lock(holder("there", Samples.NOON.minusSeconds(29)));
    assertThat(areThere(pause -> {})).as("it was heard").isTrue();
    assertThat(slept).isZero();
  }

  @Test
  void aDriverElsewhereThatWasNotHeardForLongIsDeadUnlessItIsHeardNow()
      throws InterruptedException {
    LockHolder silent = holder("there", Samples.NOON.minusSeconds(31));
    lock(silent);
    assertThat(areThere(pause -> {})).isFalse();
    assertThat(slept).isEqualTo(Duration.ofSeconds(30));
    assertThat(notices).singleElement().asString().contains("driver one on host there, ");

    assertThat(areThere(pause -> lock(silent.beaten(silent.heard())))).as("a slow clock").isTrue();
    lock(silent);
    assertThat(areThere(pause -> folder.delete(DriverLock.NAME))).as("it ends").isFalse();
  }

  @Test
  void aDeadDriverWithAFastClockIsNotAliveForHours() throws InterruptedException {
    lock(holder("there", Samples.NOON.plusSeconds(9999)));
    assertThat(areThere(pause -> {})).isFalse();
  }
}
