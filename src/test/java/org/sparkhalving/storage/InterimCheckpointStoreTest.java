package org.sparkhalving.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What attempts at a job leave on the way. */
class InterimCheckpointStoreTest {
  private static final byte[] BYTES = {1, 2, 3};

  @TempDir private Path parent;
  private CheckpointStore checkpoints;
  private InterimCheckpointStore store;

  @BeforeEach
  void open() {
    checkpoints =
        new CheckpointStore(
            StudyFolder.at(parent + "/study", new Configuration()).uri(), new Configuration());
    store = checkpoints.interim();
  }

  private Path file(InterimCheckpointStore.Entry entry) {
    return parent.resolve("study").resolve(entry.path());
  }

  @Test
  void theFurthestOfATrialIsTheFirst() {
    store.publish(3, 5, "0000000d-1", BYTES);
    InterimCheckpointStore.Entry furthest = store.publish(3, 12, "0000000d-2", BYTES);
    store.publish(4, 20, "0000000d-1", BYTES);
    checkpoints.publish(3, 30, "0000000d-1", BYTES);

    assertThat(store.of(3)).hasSize(2).first().isEqualTo(furthest);
    assertThat(furthest.epoch()).isEqualTo(12);
    assertThat(store.fetch(furthest))
        .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(BYTES));
  }

  @Test
  void whatIsNotAsItWasWrittenDoesNotCount() throws IOException {
    InterimCheckpointStore.Entry entry = store.publish(3, 5, "0000000d-1", BYTES);
    Files.write(file(entry), Arrays.copyOf(BYTES, 2));

    assertThat(store.fetch(entry)).isEmpty();
    store.delete(entry);
    assertThat(store.fetch(entry)).isEmpty();
    assertThat(store.of(3)).isEmpty();
    assertThat(store.of(7)).isEmpty();
  }

  @Test
  void otherNamesAreNoProgress() {
    String sha256 = "0".repeat(64);

    assertThat(
            InterimCheckpointStore.Entry.of(
                "checkpoints/trial-0003/progress-0005-0000000a-1-" + sha256 + ".safetensors"))
        .hasValueSatisfying(
            entry -> {
              assertThat(entry.trial()).isEqualTo(3);
              assertThat(entry.epoch()).isEqualTo(5);
            });
    for (String other :
        new String[] {
          "checkpoints/trial-0003/epoch-0005-a.safetensors",
          "checkpoints/../progress-0005-0000000a-1-" + sha256 + ".safetensors",
          "checkpoints/trial-0003/progress-0005-a.safetensors"
        }) {
      assertThat(InterimCheckpointStore.Entry.of(other)).as(other).isEqualTo(Optional.empty());
    }
  }
}
