package org.sparkhalving.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FashionMnistTest {

  @Test
  void hasTheChecksumsOfTheFetchScript() throws IOException {
    assertThat(Files.readAllLines(Path.of("data/checksums.sha256")))
        .containsExactlyElementsOf(
            Arrays.stream(FashionMnist.File.values())
                .map(file -> file.sha256() + "  " + file.plainName())
                .toList());
  }

  @Test
  void knowsWhatIsPublished() {
    FashionMnist.File file = FashionMnist.File.TEST_LABELS;

    assertThat(file.gzipName()).isEqualTo("t10k-labels-idx1-ubyte.gz");
    assertThat(file.isPublished(file.sha256())).isTrue();
    assertThat(file.isPublished(FashionMnist.File.TRAIN_LABELS.sha256())).isFalse();
  }

  @Test
  void namesTheClassesByNumber() {
    assertThat(FashionMnist.CLASSES).hasSize(10).startsWith("T-shirt/top").endsWith("Ankle boot");
  }
}
