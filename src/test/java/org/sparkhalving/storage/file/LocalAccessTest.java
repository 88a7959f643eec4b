package org.sparkhalving.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Errors in the middle of a folder: the path of one below it is longer than Linux allows, which can
 * be made by moving it there, and holds for every user.
 */
@EnabledOnOs(OS.LINUX)
class LocalAccessTest {
  @TempDir private Path parent;
  private Path upper;
  private Path lower;
  private Path moved;

  @BeforeEach
  void makeAPathThatIsTooLong() throws IOException {
    upper = Files.createDirectory(parent.resolve("upper"));
    lower = Files.createDirectory(parent.resolve("lower"));
    moved = deep(upper).resolve("lower");
    deep(lower);
    Files.move(lower, moved);
  }

  /** More than half of the longest path. */
  private static Path deep(Path folder) throws IOException {
    return Files.createDirectories(folder.resolve(("n".repeat(200) + "/").repeat(11)));
  }

  @AfterEach
  void moveBack() throws IOException {
    Files.move(moved, lower);
  }

  private static org.apache.hadoop.fs.Path uri(Path path) {
    return new org.apache.hadoop.fs.Path(path.toUri());
  }

  @Test
  void anErrorAmongTheFilesBelowAFolderIsAnAccessError() {
    LocalAccess access = new LocalAccess();

    assertThatThrownBy(() -> access.filesBelow(uri(upper)))
        .isInstanceOf(AccessException.class)
        .hasMessageStartingWith("cannot list file:" + upper)
        .hasMessageContaining(": File name too long; ");
    assertThatThrownBy(() -> access.deleteFolder(uri(upper)))
        .isInstanceOf(AccessException.class)
        .hasMessageStartingWith("cannot delete file:" + upper)
        .hasMessageContaining(": File name too long; ");
    assertThat(moved).isDirectory();
  }
}
