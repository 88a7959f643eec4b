package org.sparkhalving.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Event;
import org.sparkhalving.storage.file.AccessException;
import org.sparkhalving.storage.file.ObjectStoreFileSystem;
import org.sparkhalving.storage.file.ObjectStoreFileSystem.Failure;
import org.sparkhalving.storage.lock.DriverLock;

/** A study on a store that publishes at close, as S3A does. */
class ObjectStoreStudyTest {
  private static final byte[] WEIGHTS = "weights".getBytes(StandardCharsets.UTF_8);
  private static final Event ENDED = new Event.Ended("done", Samples.NOON);
  @TempDir Path bucket;
  private Configuration configuration;
  private StudyFolder folder;

  @BeforeEach
  void place() {
    configuration = ObjectStoreFileSystem.configuration(bucket);
    folder = StudyFolder.of("objects://bucket/studies", "q", configuration);
  }

  @AfterEach
  void mend() {
    ObjectStoreFileSystem.FAILURE.remove();
  }

  @Test
  void theJournalWorksAndFences() {
    Journal older = Samples.begun(folder, "a");
    Journal newer = Samples.begun(folder, "b");
    newer.append(List.of(ENDED));

    assertThatThrownBy(() -> older.append(List.of(ENDED))).isInstanceOf(FencedOutException.class);
    assertThat(Journal.read(folder)).hasSize(3).last().isEqualTo(ENDED);
  }

  @ParameterizedTest
  @EnumSource(
      value = Failure.class,
      names = {"IN_WRITE", "BEFORE_CLOSE"})
  void aFailedWriteIsAbortedAndLeavesNothing(Failure failure) {
    Journal journal = Samples.begun(folder, "a");
    CheckpointStore store = new CheckpointStore(folder.uri(), configuration);
    ObjectStoreFileSystem.FAILURE.set(failure);

    assertThatThrownBy(() -> journal.append(List.of(ENDED)))
        .isInstanceOf(AccessException.class)
        .hasMessageStartingWith("cannot write objects://bucket/studies/q/journal/0000000002.json")
        .hasMessageContaining("the network is gone");
    assertThatThrownBy(() -> store.publish(1, 1, "a", WEIGHTS)).isInstanceOf(AccessException.class);

    ObjectStoreFileSystem.FAILURE.remove();
    assertThat(bucket.resolve("studies/q/journal").toFile().list())
        .containsExactly("0000000001.json");
    assertThat(bucket.resolve("studies/q/checkpoints")).doesNotExist();
  }

  @Test
  void aWriteWhoseAnswerWasLostHappened() {
    Journal journal = Samples.begun(folder, "a");
    ObjectStoreFileSystem.FAILURE.set(Failure.AFTER_CLOSE);
    journal.append(List.of(Samples.STARTED));
    ObjectStoreFileSystem.FAILURE.remove();
    journal.append(List.of(ENDED));

    assertThat(Journal.read(folder)).hasSize(3);
  }

  @Test
  void checkpointsStudyFileAndBestModelWork() {
    CheckpointStore store = new CheckpointStore(folder.uri(), configuration);
    CheckpointReference kept = store.publish(1, 1, "0000000a-1", WEIGHTS);
    store.publish(1, 1, "0000000b-2", WEIGHTS);
    BestFiles best = new BestFiles(folder);
    best.publish(new byte[1], "{}");
    best.publish(WEIGHTS, "{}");

    assertThat(store.sweep(kept.path()::equals)).hasSize(1);
    assertThat(store.fetch(kept)).isEqualTo(WEIGHTS);
    assertThat(best.model()).hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(WEIGHTS));
    assertThat(bucket.resolve("studies/q/best").toFile().list()).hasSize(2);
  }

  @Test
  void aStoreThatCreatesOnlyWhatIsAbsentHasALock() throws IOException {
    try (DriverLock lock = lock()) {
      lock.beat();
      assertThat(bucket.resolve("studies/q/lock.json")).content().contains("\"beat\":1");
    }
    assertThat(bucket.resolve("studies/q")).isEmptyDirectory();
  }

  @Test
  void aStoreThatOverwritesWhatShouldBeAbsentIsRefused() throws IOException {
    ObjectStoreFileSystem.FAILURE.set(Failure.IN_CONDITION);

    assertThatThrownBy(this::lock)
        .isInstanceOf(AccessException.class)
        .hasMessage(
            "cannot fence off a second driver at objects://bucket/studies/q/lock.json: the store overwrites an object"
                + " that is to be created only if it is absent (it passes over If-None-Match); choose a store for"
                + " study.output that has conditional writes");
    assertThat(bucket.resolve("studies/q")).isEmptyDirectory();
  }

  private DriverLock lock() {
    return DriverLock.acquire(folder, "a", "here", DriverLock.Timing.standard(), notice -> {});
  }
}
