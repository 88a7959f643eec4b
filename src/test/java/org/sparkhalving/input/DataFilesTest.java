package org.sparkhalving.input;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.error.ReportedException;

class DataFilesTest {
  @TempDir private Path folder;

  @Test
  void aFileThatIsNotThereIsCalledMissing() {
    assertThatThrownBy(() -> files().train())
        .isInstanceOf(ReportedException.class)
        .hasMessageStartingWith("there is no train-images-idx3-ubyte.gz (nor ")
        .hasMessageContaining("run data/fetch.sh");
  }

  @Test
  void aFileThatIsThereButCannotBeOpenedIsNotCalledMissing() throws IOException {
    // As for a file without the right to read it, Hadoop says FileNotFoundException of a folder.
    Files.createDirectory(folder.resolve("train-images-idx3-ubyte.gz"));

    assertThatThrownBy(() -> files().train())
        .isInstanceOf(ReportedException.class)
        .hasMessageStartingWith("cannot read train-images-idx3-ubyte.gz in " + folder)
        .hasMessageEndingWith("Check data.path and the access to it");
  }

  private DataFiles files() {
    return new DataFiles(folder.toString(), new Configuration());
  }
}
