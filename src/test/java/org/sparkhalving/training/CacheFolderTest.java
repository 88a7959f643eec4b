package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheFolderTest {
  @TempDir private Path parent;

  @Test
  void theUsersFolderIsMadeForThatUserAlone() throws IOException {
    Path folder = CacheFolder.of(new EngineCache.OfUser(parent.resolve(".cache/spark-halving")));

    assertThat(mode(folder)).isEqualTo("rwx------");
    assertThat(mode(folder.getParent())).isEqualTo("rwx------");
  }

  @Test
  void theUsersFolderIsClosedToOthersWhoCanRead() throws IOException {
    Path folder = folder("rwxr-xr-x");

    assertThat(CacheFolder.of(new EngineCache.OfUser(folder))).isEqualTo(folder);
    assertThat(mode(folder)).isEqualTo("rwx------");
  }

  @Test
  void theUsersFolderIsRefusedIfOthersCanWrite() throws IOException {
    Path folder = folder("rwxrwxrwx");

    assertThatThrownBy(() -> CacheFolder.of(new EngineCache.OfUser(folder)))
        .isInstanceOf(EngineStartException.class)
        .hasMessageContaining(folder + ", can be written by other users (rwxrwxrwx)")
        .hasMessageContaining("remove it");
    assertThat(mode(folder)).isEqualTo("rwxrwxrwx");
  }

  @Test
  void aLinkInThePlaceOfTheUsersFolderIsRefused() throws IOException {
    Path link = Files.createSymbolicLink(parent.resolve("link"), folder("rwx------"));

    assertThatThrownBy(() -> CacheFolder.of(new EngineCache.OfUser(link)))
        .hasMessageContaining(link + ", is a symbolic link");
    assertThat(CacheFolder.of(new EngineCache.Named("DJL_CACHE_DIR", link))).isEqualTo(link);
  }

  @Test
  void aNamedFolderIsRefusedIfOthersCanWriteAndLeftAsItIsIfTheyCanRead() throws IOException {
    Path readable = folder("rwxr-xr-x");
    Path shared = Files.createDirectory(parent.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwx---"));

    assertThat(CacheFolder.of(new EngineCache.Named("DJL_CACHE_DIR", readable)))
        .isEqualTo(readable);
    assertThat(mode(readable)).isEqualTo("rwxr-xr-x");
    assertThatThrownBy(() -> CacheFolder.of(new EngineCache.Named("DJL_CACHE_DIR", shared)))
        .isInstanceOf(EngineStartException.class)
        .hasMessageStartingWith(
            "DJL_CACHE_DIR is " + shared + ", which can be written by other users (rwxrwx---)")
        .hasMessageContaining("chmod go-w");
  }

  @Test
  void aFolderThatCannotBeMadeIsToldWithTheCure() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));

    assertThatThrownBy(
            () -> CacheFolder.of(new EngineCache.Named("DJL_CACHE_DIR", file.resolve("inner"))))
        .isInstanceOf(EngineStartException.class)
        .hasMessageContaining("cannot be unpacked")
        .hasMessageContaining("Set DJL_CACHE_DIR");
  }

  @Test
  void aFolderOfTheProcessIsNewAndItsUsersAlone() throws IOException {
    Path first = CacheFolder.of(new EngineCache.OfProcess(parent));
    Path second = CacheFolder.of(new EngineCache.OfProcess(parent));

    assertThat(first).isNotEqualTo(second).hasParent(parent);
    assertThat(mode(first)).isEqualTo("rwx------");
  }

  private Path folder(String mode) throws IOException {
    Path folder = Files.createDirectory(parent.resolve("folder"));
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
  }

  private static String mode(Path folder) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
  }
}
