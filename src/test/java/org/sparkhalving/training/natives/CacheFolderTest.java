package org.sparkhalving.training.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
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
    assertThat(CacheFolder.of(new EngineCache.Named("DJL_CACHE_DIR", link)))
        .isEqualTo(link.resolve("spark-halving-natives"));
  }

  @Test
  void aNamedFoldersOwnFolderIsNoLinkAndNotOpen() throws IOException {
    Path named = folder("rwx------");
    Path own = named.resolve("spark-halving-natives");
    Files.createSymbolicLink(own, Files.createDirectory(parent.resolve("elsewhere")));
    EngineCache.Named cache = new EngineCache.Named("DJL_CACHE_DIR", named);

    assertThatThrownBy(() -> CacheFolder.of(cache))
        .isInstanceOf(EngineStartException.class)
        .hasMessageStartingWith(own + " is a symbolic link: ");
    Files.delete(own);
    Files.createDirectory(own);
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> CacheFolder.of(cache))
        .isInstanceOf(EngineStartException.class)
        .hasMessageStartingWith(
            "DJL_CACHE_DIR is "
                + named
                + ", where spark-halving-natives can be written by other users (rwxrwxrwx): ");
  }

  @Test
  void aFolderThatIsNamedKeepsWhateverElseIsInIt() throws IOException {
    Path home = folder("rwx------");
    for (String name : List.of("tmp", "tmp123", "tmpfiles", "unpacking-1", "libtorch")) {
      Files.writeString(Files.createDirectory(home.resolve(name)).resolve("file"), name);
    }
    Path cpu =
        NativeJars.libtorch(parent.resolve("cpu.jar"), "cpu", Map.of("libtorch.so", "torch"));
    Path own = CacheFolder.of(new EngineCache.Named("DJL_CACHE_DIR", home));
    try (URLClassLoader jars =
        NativeJars.loader(cpu, NativeJars.glue(parent.resolve("glue.jar")))) {
      assertThat(NativeLibraries.onClassPath(jars).in(own)).hasParent(own);
    }

    assertThat(mode(own)).isEqualTo("rwx------");
    for (String name : List.of("tmp", "tmp123", "tmpfiles", "unpacking-1", "libtorch")) {
      assertThat(home.resolve(name).resolve("file")).hasContent(name);
    }
    assertThat(home.toFile().list()).hasSize(6);
  }

  @Test
  void aNamedFolderIsRefusedIfOthersCanWriteAndLeftAsItIsIfTheyCanRead() throws IOException {
    Path readable = folder("rwxr-xr-x");
    Path shared = Files.createDirectory(parent.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwx---"));

    assertThat(CacheFolder.of(new EngineCache.Named("DJL_CACHE_DIR", readable)))
        .isEqualTo(readable.resolve("spark-halving-natives"));
    assertThat(mode(readable)).isEqualTo("rwxr-xr-x");
    assertThatThrownBy(() -> CacheFolder.of(new EngineCache.Named("DJL_CACHE_DIR", shared)))
        .isInstanceOf(EngineStartException.class)
        .hasMessageStartingWith(
            "DJL_CACHE_DIR is " + shared + ", which can be written by other users (rwxrwx---)")
        .hasMessageContaining("chmod go-w");
    assertThat(shared).isEmptyDirectory();
  }

  @Test
  void aFolderThatCannotBeMadeIsReportedWithTheCure() throws IOException {
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
