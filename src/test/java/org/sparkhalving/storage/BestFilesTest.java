package org.sparkhalving.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BestFilesTest {
  @TempDir Path parent;

  @Test
  void thereIsNoneBeforeItIsPublished() {
    BestFiles best = new BestFiles(Samples.folder(parent));

    assertThat(best.model()).isEmpty();
    assertThat(best.hyperparameters()).isEmpty();
  }

  @Test
  void aModelReplacesTheOneBeforeAndLeavesNothingElse() {
    BestFiles best = new BestFiles(Samples.folder(parent));
    best.publish(new byte[] {1, 2, 3}, "{\"a\":1}");
    best.publish(new byte[] {4}, "{\"ä\":2}");

    assertThat(best.model()).hasValueSatisfying(bytes -> assertThat(bytes).containsExactly(4));
    assertThat(best.hyperparameters()).contains("{\"ä\":2}");
    assertThat(Samples.file(parent, "best").toFile().list())
        .containsExactlyInAnyOrder("model.safetensors", "hyperparameters.json");
  }
}
