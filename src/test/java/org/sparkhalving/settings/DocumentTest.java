package org.sparkhalving.settings;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentTest {
  @TempDir private Path folder;

  @Test
  void aFileThatIsTooLongForSettingsIsRefusedUnread() throws IOException {
    Path file = Files.write(folder.resolve("data.conf"), new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> Document.file(file))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(
            "has more than 1 MiB, and is no settings file; give one such as conf/quickstart.conf");
  }
}
