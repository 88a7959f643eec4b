package org.sparkhalving.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Event;
import org.sparkhalving.storage.file.AccessException;
import org.sparkhalving.storage.lock.DriverLock;

/** A study on a real HDFS, where a file is visible before it is closed. */
class HdfsStudyTest {
  private static final byte[] WEIGHTS = "weights".getBytes(StandardCharsets.UTF_8);
  private static final Event ENDED = new Event.Ended("done", Samples.NOON);
  @TempDir static Path disks;
  private static MiniDFSCluster cluster;
  private static FileSystem hdfs;
  private static Configuration configuration;
  private StudyFolder folder;

  @BeforeAll
  static void start() throws IOException {
    configuration = new Configuration();
    configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disks.toString());
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    hdfs = cluster.getFileSystem();
    configuration = new Configuration();
    configuration.set("fs.defaultFS", hdfs.getUri().toString());
  }

  @AfterAll
  static void stop() {
    cluster.shutdown();
  }

  @BeforeEach
  void place(TestInfo test) {
    folder =
        StudyFolder.of("/studies", test.getTestMethod().orElseThrow().getName(), configuration);
  }

  @Test
  void aStudyIsWrittenFoundAndReadBack() {
    StudyFile study =
        new StudyFile(
            "{}", Map.of(), "cpu", List.of(), Map.of(), 7, List.of(), List.of(), Samples.NOON);
    study.create(folder, notice -> {});
    Samples.begun(folder, "a").append(List.of(Samples.FINISHED, Samples.FAILED));

    StudyFolder found = StudyFolder.existing(folder.uri(), configuration);
    assertThat(found.uri()).startsWith(hdfs.getUri() + "/studies/");
    assertThat(StudyFile.read(found)).contains(study);
    assertThat(Journal.read(found)).hasSize(3).endsWith(Samples.FINISHED, Samples.FAILED);
    assertThatThrownBy(() -> StudyFolder.existing("/studies/aStudyIs", configuration))
        .isInstanceOf(ReportedException.class)
        .hasMessageContaining("aStudyIsWrittenFoundAndReadBack");
  }

  @Test
  void anObjectThatIsBeingWrittenIsSkippedAndItsWriterFencedOut() throws IOException {
    Journal older = Samples.begun(folder, "a");
    try (FSDataOutputStream slow = hdfs.create(folder.path(JournalReading.name(2)), false)) {
      assertThat(Journal.read(folder)).hasSize(1);
      assertThatThrownBy(() -> older.append(List.of(ENDED))).isInstanceOf(FencedOutException.class);
      Journal newer = Journal.open(folder);
      assertThat(newer.begin("b", "host", 1, Samples.NOON).skipped()).containsExactly(2L);
      slow.write(JournalObject.encode(List.of(Samples.STARTED)));
    }

    assertThat(Journal.read(folder)).hasSize(2).doesNotContain(Samples.STARTED);
  }

  @Test
  void checkpointsAreVerifiedAndSwept() throws IOException {
    CheckpointStore store = new CheckpointStore(folder.uri(), configuration);
    CheckpointReference kept = store.publish(1, 1, "0000000a-1", WEIGHTS);
    CheckpointReference other = store.publish(1, 1, "0000000b-2", WEIGHTS);
    assertThatThrownBy(() -> store.publish(1, 1, "0000000a-1", WEIGHTS))
        .isInstanceOf(IllegalArgumentException.class);

    assertThat(store.fetch(kept)).isEqualTo(WEIGHTS);
    assertThat(store.sweep(kept.path()::equals)).containsExactly(other.path());
    try (FSDataOutputStream stream = hdfs.create(folder.path(kept.path()), true)) {
      stream.write(new byte[7]);
    }
    assertThatThrownBy(() -> store.fetch(kept)).isInstanceOf(DamagedStudyException.class);
  }

  @Test
  void theBestModelIsReplaced() throws IOException {
    BestFiles best = new BestFiles(folder);
    best.publish(new byte[1], "{}");
    best.publish(WEIGHTS, "{\"a\":1}");

    assertThat(best.model()).hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(WEIGHTS));
    assertThat(best.hyperparameters()).contains("{\"a\":1}");
    assertThat(hdfs.listStatus(folder.path("best"))).hasSize(2);
  }

  @Test
  void theLockIsTakenBeatenAndTakenOverFromASilentHost() throws IOException {
    List<Duration> naps = new ArrayList<>();
    DriverLock.Timing timing =
        new DriverLock.Timing(
            Duration.ofDays(1),
            Duration.ofSeconds(3),
            InstantSource.fixed(Samples.NOON),
            naps::add);
    DriverLock silent = DriverLock.acquire(folder, "a", "there", timing, notice -> {});
    silent.beat();

    try (DriverLock lock = DriverLock.acquire(folder, "b", "here", timing, notice -> {})) {
      lock.beat();
      silent.close();
      assertThat(hdfs.exists(folder.path("lock.json"))).isTrue();
    }
    assertThat(naps).hasSize(3);
    assertThat(hdfs.exists(folder.path("lock.json"))).isFalse();
  }

  @Test
  void aPlaceBelowARegularFileIsRefused() throws IOException {
    hdfs.create(folder.path("file")).close();
    StudyFolder below = StudyFolder.of(folder.uriOf("file"), "q", configuration);

    assertThatThrownBy(() -> new BestFiles(below).publish(WEIGHTS, "{}"))
        .isInstanceOf(AccessException.class)
        .hasMessageContaining("a part of the path is a file, not a folder");
  }
}
