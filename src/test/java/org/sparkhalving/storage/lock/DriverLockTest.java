package org.sparkhalving.storage.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.Json;
import org.sparkhalving.storage.Samples;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.storage.file.AccessException;
import org.sparkhalving.storage.file.LocalAccess;

class DriverLockTest {
  private static final Duration NEVER = Duration.ofDays(1);

  /** More than Linux gives. */
  private static final long NO_PROCESS = 1L << 30;

  @TempDir Path parent;
  private final List<String> notices = new ArrayList<>();
  private Duration slept = Duration.ZERO;
  private StudyFolder folder;
  private Path file;

  @BeforeEach
  void place() throws IOException {
    folder = Samples.folder(parent);
    file = Files.createDirectory(parent.resolve("study")).resolve("lock.json");
  }

  @Test
  void aFreeLockIsTakenAtOnceAndGivenBack() {
    try (DriverLock lock = acquire("me", DriverLockTest.this::sleep)) {
      assertThat(file).content().contains("\"driver\":\"me\"", "\"host\":\"here\"", "\"beat\":0");
      assertThat(lock).isNotNull();
    }
    assertThat(file).doesNotExist();
    assertThat(notices).isEmpty();
    assertThat(slept).isZero();
  }

  @Test
  void aHolderThatLivesOnThisHostIsNamedAndLeftAlone() throws IOException {
    try (DriverLock lock = acquire("first", this::sleep)) {
      assertThat(lock).isNotNull();
      String before = Files.readString(file);

      assertThatThrownBy(() -> acquire("second", this::sleep))
          .isInstanceOf(ReportedException.class)
          .hasMessage(
              "study %s is being run by driver first on host here, process %d, since %s; wait for"
                  + " its end, or stop it (process %d) and try again",
              folder.uri(),
              ProcessHandle.current().pid(),
              Samples.NOON,
              ProcessHandle.current().pid());
      assertThat(file).hasContent(before);
      assertThat(slept).isZero();
    }
  }

  @Test
  @Timeout(20)
  void theLockOfAKilledProcessOnThisHostIsTakenOverAtOnce() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    LockHolder holder =
        holder("killed", "here", process.pid(), process.info().startInstant().orElseThrow());
    Files.write(file, Json.line(holder));
    assertThatThrownBy(() -> acquire("me", this::sleep)).isInstanceOf(ReportedException.class);

    process.destroyForcibly();
    process.waitFor();

    try (DriverLock lock = acquire("me", this::sleep)) {
      assertThat(lock).isNotNull();
      assertThat(file).content().contains("\"driver\":\"me\"");
    }
    assertThat(slept).isZero();
    assertThat(notices).containsExactly("taking over from " + holder + ", whose process is dead");
  }

  @Test
  @Timeout(20)
  @EnabledOnOs(OS.LINUX)
  void aKilledProcessThatItsParentHasNotNoticedIsDead() throws IOException {
    Process parentProcess =
        new ProcessBuilder("sh", "-c", "sleep 0 & echo $!; exec sleep 60").start();
    try (BufferedReader output = parentProcess.inputReader()) {
      long pid = Long.parseLong(output.readLine());
      LockHolder holder = holder("zombie", "here", pid, Instant.EPOCH);
      while (holder.isAlive()) {
        Thread.onSpinWait();
      }

      assertThat(ProcessHandle.of(pid)).as("still listed").isPresent();
    } finally {
      parentProcess.destroyForcibly();
    }
  }

  @Test
  void aLockThatCannotBeGivenBackIsNoError() throws IOException {
    DriverLock lock = acquire("me", this::sleep);
    Files.delete(file);
    Files.createDirectory(file);

    lock.close();

    assertThat(file).isDirectory();
  }

  @Test
  void aProcessThatStartedAtAnotherTimeIsAnotherProcess() throws IOException {
    long pid = ProcessHandle.current().pid();
    Files.write(file, Json.line(holder("old", "here", pid, Instant.parse("2020-01-01T00:00:00Z"))));

    try (DriverLock lock = acquire("me", this::sleep)) {
      assertThat(lock).isNotNull();
    }
    assertThat(slept).isZero();
  }

  @Test
  void aSilentHolderOnAnotherHostIsTakenOverAfterThirtySeconds() throws IOException {
    Files.write(file, Json.line(holder("far", "there", 1, Samples.NOON)));

    try (DriverLock lock = acquire("me", this::sleep)) {
      assertThat(lock).isNotNull();
      assertThat(file).content().contains("\"driver\":\"me\"");
    }
    assertThat(slept).isEqualTo(Duration.ofSeconds(30));
    assertThat(notices)
        .containsExactly(
            "another driver was last heard 2026-05-04T12:00:00.123456Z (driver far on host there,"
                + " process 1, since 2026-05-04T12:00:00.123456Z); waiting 30 s for a sign of"
                + " life");
  }

  @ParameterizedTest
  @MethodSource("otherPlaces")
  void aHolderWhoseProcessCannotBeSeenIsDeadBySilenceAlone(PidSpace place) throws IOException {
    LockHolder holder = holder("contained", "here", place, NO_PROCESS, Instant.EPOCH);
    Files.write(file, Json.line(holder));
    assertThat(DriverLock.sign(folder, "here"))
        .contains(new DriverLock.Sign("contained", "here", 3, Samples.NOON));
    DriverLock.Sleeper beating =
        duration -> {
          sleep(duration);
          write(Json.line(holder.beaten(Samples.NOON)));
        };

    assertThatThrownBy(() -> acquire("me", beating)).isInstanceOf(ReportedException.class);
    assertThat(file).content().contains("\"driver\":\"contained\"");

    slept = Duration.ZERO;
    try (DriverLock lock = acquire("me", this::sleep)) {
      assertThat(lock).isNotNull();
    }
    assertThat(slept).isEqualTo(Duration.ofSeconds(30));
  }

  static List<PidSpace> otherPlaces() {
    PidSpace here = PidSpace.current();
    return List.of(
        new PidSpace(here.boot(), "pid:[1]"),
        new PidSpace("0e7ac6e4-0000-4000-8000-000000000000", here.namespace()));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisSystemsStartAndNamespaceOfProcessesAreKnown() {
    assertThat(PidSpace.current().boot()).matches("[0-9a-f-]{36}");
    assertThat(PidSpace.current().namespace()).matches("pid:\\[\\d+\\]");
  }

  @Test
  void aHolderOnAnotherHostThatBeatsIsLeftAlone() throws IOException {
    LockHolder holder = holder("far", "there", 1, Samples.NOON);
    Files.write(file, Json.line(holder));
    DriverLock.Sleeper beating =
        duration -> {
          sleep(duration);
          if (slept.toSeconds() == 29) {
            write(Json.line(holder.beaten(Samples.NOON.plusSeconds(5))));
          }
        };

    assertThatThrownBy(() -> acquire("me", beating))
        .isInstanceOf(ReportedException.class)
        .hasMessageContaining("is being run by driver far on host there, process 1, since");
    assertThat(slept).isEqualTo(Duration.ofSeconds(29));
    assertThat(file).content().contains("\"driver\":\"far\"");
  }

  @Test
  void aLockThatIsGivenBackDuringTheWaitIsTaken() throws IOException {
    Files.write(file, Json.line(holder("far", "there", 1, Samples.NOON)));
    DriverLock.Sleeper deleting =
        duration -> {
          sleep(duration);
          delete();
        };

    try (DriverLock lock = acquire("me", deleting)) {
      assertThat(lock).isNotNull();
      assertThat(file).content().contains("\"driver\":\"me\"");
    }
    assertThat(slept).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aLockThatIsHalfWrittenIsWaitedFor() throws IOException {
    Files.writeString(file, "{\"driver\":");

    try (DriverLock lock = acquire("me", this::sleep)) {
      assertThat(lock).isNotNull();
    }
    assertThat(slept).isEqualTo(Duration.ofSeconds(30));
    assertThat(notices)
        .containsExactly(
            "another driver was last heard at an unknown time; waiting 30 s for a sign of life");
  }

  @Test
  void anInterruptedWaitEndsAndLeavesTheLock() throws IOException {
    Files.write(file, Json.line(holder("far", "there", 1, Samples.NOON)));

    assertThatThrownBy(
            () ->
                acquire(
                    "me",
                    duration -> {
                      throw new InterruptedException();
                    }))
        .isInstanceOf(ReportedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(file).content().contains("\"driver\":\"far\"");
  }

  /** The store is not to blame for it. */
  @Test
  void aLockThatIsDeletedWhileItIsTakenIsTakenAllTheSame() {
    InstantSource deleting =
        () -> {
          delete();
          return Samples.NOON;
        };
    DriverLock.Timing timing =
        new DriverLock.Timing(NEVER, Duration.ofSeconds(30), deleting, this::sleep);

    try (DriverLock lock = DriverLock.acquire(folder, "me", "here", timing, notices::add)) {
      assertThat(lock).isNotNull();
      assertThat(file).content().contains("\"driver\":\"me\"");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void eachBeatCountsOneMore() {
    try (DriverLock lock = acquire("me", this::sleep)) {
      lock.beat();
      lock.beat();
      assertThat(file).content().contains("\"beat\":2");
    }
  }

  @Test
  @Timeout(20)
  void theHolderBeatsByItself() throws IOException {
    DriverLock.Timing quick = timing(Duration.ofMillis(1), this::sleep);
    try (DriverLock lock = DriverLock.acquire(folder, "me", "here", quick, notices::add)) {
      assertThat(lock).isNotNull();
      while (Files.readString(file).contains("\"beat\":0")) {
        Thread.onSpinWait();
      }
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void aLostLockIsNeitherBeatenNorDeleted() throws IOException {
    byte[] others = Json.line(holder("other", "there", 1, Samples.NOON));
    try (DriverLock lock = acquire("me", this::sleep)) {
      Files.write(file, others);
      lock.beat();
      lock.beat();
    }
    assertThat(file).hasBinaryContent(others);
  }

  @Test
  void aLockThatAReplacedDriversLateBeatTookIsTakenAgain() throws IOException {
    Journal replaced = Samples.begun(folder, "replaced");
    try (DriverLock lock = acquire("me", this::sleep)) {
      lock.follow(Samples.begun(folder, "me"));
      Files.write(file, Json.line(holder("replaced", "there", 1, Samples.NOON)));

      lock.beat();

      assertThat(file).content().contains("\"driver\":\"me\"", "\"beat\":1");
      Files.delete(file);
      lock.beat();
      assertThat(file).content().contains("\"driver\":\"me\"", "\"beat\":2");
    }
    assertThat(replaced.isOwn()).isFalse();
  }

  @Test
  void theLockOfTheDriverThatHasTheJournalIsLeftToIt() throws IOException {
    byte[] others = Json.line(holder("other", "there", 1, Samples.NOON));
    try (DriverLock lock = acquire("me", this::sleep)) {
      lock.follow(Samples.begun(folder, "me"));
      Samples.begun(folder, "other");
      Files.write(file, others);

      lock.beat();
    }
    assertThat(file).hasBinaryContent(others);
  }

  @Test
  void aDriverThatHasNotBegunTheJournalLeavesTheLockAndLooksAgain() throws IOException {
    try (DriverLock lock = acquire("me", this::sleep)) {
      Journal journal = Journal.open(folder);
      lock.follow(journal);
      byte[] others = Json.line(holder("other", "there", 1, Samples.NOON));
      Files.write(file, others);
      lock.beat();
      assertThat(file).hasBinaryContent(others);

      journal.begin("me", "here", 1, Samples.NOON);
      lock.beat();
      assertThat(file).content().contains("\"driver\":\"me\"");
    }
  }

  @Test
  void noBeatFollowsTheEnd() {
    DriverLock lock = acquire("me", this::sleep);
    lock.close();
    lock.beat();

    assertThat(file).doesNotExist();
  }

  @Test
  void aLockThatCannotBeWrittenIsAnAccessError() throws IOException {
    Path regular = Files.createFile(parent.resolve("regular"));
    folder = Samples.folder(regular);

    assertThatThrownBy(() -> acquire("me", this::sleep)).isInstanceOf(AccessException.class);
  }

  private DriverLock acquire(String driver, DriverLock.Sleeper sleeper) {
    return DriverLock.acquire(folder, driver, "here", timing(NEVER, sleeper), notices::add);
  }

  private static DriverLock.Timing timing(Duration beat, DriverLock.Sleeper sleeper) {
    return new DriverLock.Timing(
        beat, Duration.ofSeconds(30), InstantSource.fixed(Samples.NOON), sleeper);
  }

  private static LockHolder holder(String driver, String host, long pid, Instant start) {
    return holder(driver, host, PidSpace.current(), pid, start);
  }

  private static LockHolder holder(
      String driver, String host, PidSpace space, long pid, Instant start) {
    return new LockHolder(
        driver, host, space, pid, start, Samples.NOON, List.of(), 3, Samples.NOON);
  }

  private void sleep(Duration duration) {
    slept = slept.plus(duration);
  }

  private void write(byte[] bytes) {
    new LocalAccess().replace(new org.apache.hadoop.fs.Path(file.toUri()), bytes);
  }

  private void delete() {
    new LocalAccess().delete(new org.apache.hadoop.fs.Path(file.toUri()));
  }

  @Test
  void aLockOfAnEarlierVersionIsUnderstood() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        {"driver":"old","host":"here","pid":7,"processStart":"2026-01-01T00:00:00Z","since":"2026-01-01T00:00:01Z",\
        "crashReport":"/var/log/hs_err_pid7.log","beat":5,"heard":"2026-01-01T00:00:09Z"}
        """);

    LockHolder holder = LockHolder.parse(Files.readAllBytes(file)).orElseThrow();

    assertThat(holder.driver()).isEqualTo("old");
    assertThat(holder.beat()).isEqualTo(5);
    assertThat(holder.crashReports()).containsExactly("/var/log/hs_err_pid7.log");
    assertThat(holder.isVisibleFrom("here")).isFalse();
    assertThat(DriverLock.sign(folder, "here")).isPresent();
  }
}
