package org.sparkhalving.training.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryPathTest {
  private static final String TORCH = System.mapLibraryName("torch");
  private static final String GLUE = System.mapLibraryName("djl_torch");

  @TempDir private Path parent;
  private Path folder;

  @BeforeEach
  void libraries() throws IOException {
    folder = Files.createDirectory(parent.resolve("libraries"));
    Files.writeString(folder.resolve(TORCH), "INPUT(x)");
    Files.write(folder.resolve(GLUE), library(200));
  }

  @Test
  void aFolderWithTheLibrariesIsTakenAlsoThroughALink() throws IOException {
    Path link = Files.createSymbolicLink(parent.resolve("current"), folder);

    assertThat(LibraryPath.folder(folder.toString())).isEqualTo(folder);
    assertThat(LibraryPath.folder(link.toString())).isEqualTo(link);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "libraries", "/nowhere/at/all", "/nowhere:/tmp"})
  void whatIsNoFolderIsRefused(String value) {
    assertThatThrownBy(() -> LibraryPath.folder(value))
        .isInstanceOf(EngineStartException.class)
        .hasMessageStartingWith(
            "PYTORCH_LIBRARY_PATH is \"" + value + "\", which is no folder here")
        .hasMessageContaining("submit/unpack-natives.sh FOLDER");
  }

  @Test
  void aFolderWithoutALibraryIsRefused() throws IOException {
    Files.delete(folder.resolve(GLUE));
    assertRefused("has no " + GLUE);
    Files.delete(folder.resolve(TORCH));
    assertRefused("has no " + TORCH);
  }

  @Test
  void aFolderThatOthersCanWriteInIsRefused() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xrwx"));

    assertRefused("which can be written by other users (rwxr-xrwx)");
  }

  @Test
  void aLibraryThatIsCutShortAnywhereIsRefused() throws IOException {
    byte[] whole = library(200);
    for (int length : new int[] {0, 5, 63, 64, 119, 199}) {
      Files.write(folder.resolve(GLUE), Arrays.copyOf(whole, length));
      assertRefused("libraries are cut short: " + GLUE);
    }
  }

  private void assertRefused(String problem) {
    assertThatThrownBy(() -> LibraryPath.folder(folder.toString()))
        .isInstanceOf(EngineStartException.class)
        .hasMessageStartingWith("PYTORCH_LIBRARY_PATH is \"" + folder + "\", ")
        .hasMessageContaining(problem);
  }

  /** An ELF file of one loaded segment, from 120 to its end. */
  private static byte[] library(int length) {
    ByteBuffer file = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1});
    file.putLong(32, 64).putShort(56, (short) 1);
    file.putInt(64, 1).putLong(72, 120).putLong(96, length - 120L);
    return file.array();
  }
}
