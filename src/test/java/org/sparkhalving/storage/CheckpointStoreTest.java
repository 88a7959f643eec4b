package org.sparkhalving.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.storage.file.AccessException;

class CheckpointStoreTest {
  private static final byte[] WEIGHTS = "weights".getBytes(StandardCharsets.UTF_8);
  @TempDir Path parent;
  private CheckpointStore store;

  @BeforeEach
  void open() {
    store = new CheckpointStore(Samples.folder(parent).uri(), new Configuration());
  }

  @Test
  void aCheckpointIsPublishedUnderItsTrialEpochAndAttempt() {
    CheckpointReference reference = store.publish(7, 20, "s0-t3", WEIGHTS);

    assertThat(reference)
        .isEqualTo(
            new CheckpointReference(
                "checkpoints/trial-0007/epoch-0020-s0-t3.safetensors",
                7,
                "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c"));
    assertThat(Samples.file(parent, reference.path())).hasBinaryContent(WEIGHTS);
    assertThat(store.fetch(reference)).isEqualTo(WEIGHTS);
  }

  @Test
  void numbersMayGrowBeyondFourDigits() {
    CheckpointReference reference = store.publish(12_345, 10_000, "a", WEIGHTS);

    assertThat(reference.path()).isEqualTo("checkpoints/trial-12345/epoch-10000-a.safetensors");
    assertThat(store.fetch(reference)).isEqualTo(WEIGHTS);
  }

  @Test
  void nothingButTheCheckpointLiesInItsFolder() {
    store.publish(7, 20, "a", WEIGHTS);

    assertThat(Samples.file(parent, "checkpoints/trial-0007").toFile().list())
        .containsExactly("epoch-0020-a.safetensors");
  }

  @Test
  void sweepingDoesNotFollowSymbolicLinks() throws IOException {
    CheckpointReference reference = store.publish(7, 20, "0000000a-1", WEIGHTS);
    Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
    Path precious = Files.write(elsewhere.resolve("epoch-0001-0000000a-1.safetensors"), WEIGHTS);
    Files.createSymbolicLink(Samples.file(parent, "checkpoints/trial-0008"), elsewhere);
    Path link =
        Files.createSymbolicLink(
            Samples.file(parent, "checkpoints/trial-0007/epoch-0001-0000000a-2.safetensors"),
            precious);

    assertThat(store.sweep(path -> false)).containsExactly(reference.path());
    assertThat(precious).exists();
    assertThat(link).isSymbolicLink();
  }

  @Test
  void nothingIsSweptWhereTheFolderOfCheckpointsIsALink() throws IOException {
    CheckpointReference reference = store.publish(7, 20, "0000000a-1", WEIGHTS);
    Path elsewhere = parent.resolve("elsewhere");
    Files.move(Samples.file(parent, "checkpoints"), elsewhere);
    Files.createSymbolicLink(Samples.file(parent, "checkpoints"), elsewhere);

    assertThat(store.sweep(path -> false)).isEmpty();
    assertThatThrownBy(() -> store.delete(reference))
        .isInstanceOf(AccessException.class)
        .hasMessage(
            "cannot delete file:%s: file:%s is a symbolic link, and what it leads to is not the study's; put a folder"
                + " or file in its place",
            Samples.file(parent, reference.path()), Samples.file(parent, "checkpoints"));
    assertThat(elsewhere.resolve("trial-0007/epoch-0020-0000000a-1.safetensors")).exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "checkpoints/run1/best.pt",
        "checkpoints/run1/epoch-0001-0000000a-1.safetensors",
        "checkpoints/trial-0007/notes.txt",
        "checkpoints/trial-0007/epoch-0020-backup.safetensors",
        "checkpoints/trial-0007/epoch-0020-mine-1.safetensors",
        "checkpoints/trial-0007/best-0020-backup.safetensors",
        "checkpoints/trial-0007/epoch-0020-best-of-2026-11.safetensors",
        "checkpoints/trial-0007/progress-0013-mine-1-0000000000000000000000000000000000000000000000000000000000000000.safetensors",
        "checkpoints/trial-0007/epoch-0020-0000000a-1.safetensors.bak",
        "checkpoints/trial-0007/progress-0013-0000000a-1.safetensors",
        "checkpoints/trial-0007/older/epoch-0001-0000000a-1.safetensors",
        "checkpoints/epoch-0001-0000000a-1.safetensors",
      })
  void aFileWithANameThatNoTaskGivesIsNeverSwept(String path) throws IOException {
    Path file = Samples.file(parent, path);
    Files.createDirectories(file.getParent());
    Files.write(file, WEIGHTS);

    assertThat(store.sweep(any -> false)).isEmpty();
    assertThat(file).hasBinaryContent(WEIGHTS);
  }

  @Test
  void anAttemptIsNeverOverwritten() {
    CheckpointReference reference = store.publish(7, 20, "a", WEIGHTS);

    assertThatThrownBy(() -> store.publish(7, 20, "a", new byte[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("exists already: each attempt needs a name of its own");
    assertThat(store.fetch(reference)).isEqualTo(WEIGHTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "..", "a.b", "a b"})
  void anAttemptIsAPlainName(String attempt) {
    assertThatThrownBy(() -> store.publish(7, 20, attempt, WEIGHTS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use letters, digits, '_' and '-'");
  }

  @Test
  void anyChangedByteIsFoundBeforeTheBytesAreGiven() throws IOException {
    CheckpointReference reference = store.publish(7, 20, "a", WEIGHTS);
    for (int index = 0; index < WEIGHTS.length; index++) {
      byte[] changed = WEIGHTS.clone();
      changed[index] ^= 1;
      Files.write(Samples.file(parent, reference.path()), changed);

      assertDamaged(reference, "its SHA-256 is not the one in the journal");
    }
  }

  @Test
  void aCutOrMissingCheckpointIsDamage() throws IOException {
    CheckpointReference reference = store.publish(7, 20, "a", WEIGHTS);
    for (int length = 0; length < WEIGHTS.length; length++) {
      Files.write(Samples.file(parent, reference.path()), Arrays.copyOf(WEIGHTS, length));
      assertDamaged(reference, "it has " + length + " bytes instead of 7");
    }
    Files.write(Samples.file(parent, reference.path()), Arrays.copyOf(WEIGHTS, 1000));
    assertDamaged(reference, "it has more bytes than 7");
    Files.delete(Samples.file(parent, reference.path()));
    assertDamaged(
        reference,
        "it is missing; study.output must be a place that the driver and all executors share");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/hostname",
        "checkpoints/../../secret",
        "checkpoints/trial-0001/../epoch-0001-a.safetensors",
        "file:///etc/hostname",
        "study.json",
        ""
      })
  void onlyCheckpointsOfTheStudyAreTouched(String path) {
    CheckpointReference reference = new CheckpointReference(path, 1, "");

    assertThatThrownBy(() -> store.fetch(reference))
        .isInstanceOf(DamagedStudyException.class)
        .hasMessageContaining("it names \"" + path + "\" as a checkpoint");
    assertThatThrownBy(() -> store.delete(reference)).isInstanceOf(DamagedStudyException.class);
  }

  @Test
  void aDeletedCheckpointIsGoneAndMayBeDeletedAgain() {
    CheckpointReference reference = store.publish(7, 20, "a", WEIGHTS);

    store.delete(reference);
    store.delete(reference);

    assertThat(Samples.file(parent, reference.path())).doesNotExist();
  }

  @Test
  void aSweepKeepsWhatIsToBeKeptAlone() {
    CheckpointReference kept = store.publish(1, 4, "0000000b-1", WEIGHTS);
    store.publish(1, 4, "0000000a-1", WEIGHTS);
    store.publish(2, 1, "0000000a-12", WEIGHTS);
    store.publishModel(3, 2, "0000000a-3", WEIGHTS);
    InterimCheckpointStore.Entry progress = store.interim().publish(2, 3, "0000000a-12", WEIGHTS);

    assertThat(store.sweep(kept.path()::equals))
        .isEqualTo(
            List.of(
                "checkpoints/trial-0001/epoch-0004-0000000a-1.safetensors",
                "checkpoints/trial-0002/epoch-0001-0000000a-12.safetensors",
                progress.path(),
                "checkpoints/trial-0003/best-0002-0000000a-3.safetensors"));
    assertThat(store.fetch(kept)).isEqualTo(WEIGHTS);
    assertThat(store.sweep(kept.path()::equals)).isEmpty();
  }

  @Test
  void aSweepOfAStudyWithoutCheckpointsDoesNothing() {
    assertThat(store.sweep(path -> false)).isEmpty();
  }

  private void assertDamaged(CheckpointReference reference, String damage) {
    assertThatThrownBy(() -> store.fetch(reference))
        .isInstanceOf(DamagedStudyException.class)
        .hasMessageStartingWith(
            "file:" + Samples.file(parent, reference.path()) + " is damaged: " + damage);
  }
}
