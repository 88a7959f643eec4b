package org.sparkhalving.training.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {
  private static final String GLUE = System.mapLibraryName("djl_torch");

  @TempDir private Path parent;
  private Path cache;
  private Path cpu;
  private Path glue;
  private URLClassLoader loader;

  @BeforeEach
  void jars() throws IOException {
    cache = Files.createDirectory(parent.resolve("cache"));
    cpu =
        NativeJars.libtorch(
            parent.resolve("cpu.jar"), "cpu", Map.of("libtorch.so", "torch", "libc10.so", "ten"));
    glue = NativeJars.glue(parent.resolve("glue.jar"));
    loader = NativeJars.loader(cpu, glue);
  }

  @AfterEach
  void close() throws IOException {
    loader.close();
  }

  @Test
  void allLibrariesAndTheGlueOfTheirKindAreUnpackedOnce() throws IOException {
    NativeLibraries libraries = NativeLibraries.onClassPath(loader);

    Path folder = libraries.in(cache);

    assertThat(folder).isEqualTo(cache.resolve("libtorch-2.5.1-cpu-linux-x86_64"));
    assertThat(contents(folder))
        .isEqualTo(Map.of("libc10.so", "ten", "libtorch.so", "torch", GLUE, "glue of the CPU"));
    Files.writeString(folder.resolve("libc10.so"), "TEN");
    assertThat(libraries.in(cache)).isEqualTo(folder);
    assertThat(folder.resolve("libc10.so")).hasContent("TEN");
  }

  @Test
  void aLibraryThatIsCutShortOrMissingMakesTheFolderAnew() throws IOException {
    NativeLibraries libraries = NativeLibraries.onClassPath(loader);
    Path folder = libraries.in(cache);
    Map<String, String> whole = contents(folder);

    Files.writeString(folder.resolve("libc10.so"), "te");
    assertThat(contents(libraries.in(cache))).isEqualTo(whole);
    Files.delete(folder.resolve(GLUE));
    assertThat(contents(libraries.in(cache))).isEqualTo(whole);
  }

  @Test
  void whatAKilledStartLeftIsDeletedByTheNextThatUnpacks() throws IOException {
    Path left = Files.createDirectories(cache.resolve("unpacking-123"));
    Files.writeString(left.resolve("libtorch_cpu.so"), "half");

    Path folder = NativeLibraries.onClassPath(loader).in(cache);

    assertThat(cache.toFile().list()).containsExactlyInAnyOrder("lock", folder.toFile().getName());
  }

  @Test
  void foldersWithOtherNamesStay() throws IOException {
    for (String name : List.of("tmp", "tmp123", "unpacking-notes", "libtorch-2.4.0")) {
      Files.writeString(Files.createDirectory(cache.resolve(name)).resolve("file"), name);
    }

    NativeLibraries.onClassPath(loader).in(cache);

    for (String name : List.of("tmp", "tmp123", "unpacking-notes", "libtorch-2.4.0")) {
      assertThat(cache.resolve(name).resolve("file")).hasContent(name);
    }
  }

  @Test
  void aFailedUnpackingLeavesNothing() throws IOException {
    SortedMap<String, URL> files = new TreeMap<>();
    files.put("libc10.so", glue.toUri().toURL());
    files.put("libtorch.so", parent.resolve("missing").toUri().toURL());
    NativeLibraries libraries = new NativeLibraries("libtorch", files);

    assertThatThrownBy(() -> libraries.in(cache)).isInstanceOf(IOException.class);
    assertThat(cache.toFile().list()).containsOnly("lock");
  }

  @Test
  void cudasRuntimeHasTheNameByWhichDjlLooksForIt() throws IOException {
    Path cuda =
        NativeJars.libtorch(
            parent.resolve("cuda.jar"),
            "cu124",
            Map.of("libtorch.so", "torch", "libcudart-8774224f.so.12", "runtime"));
    try (URLClassLoader jars = NativeJars.loader(cuda, glue)) {
      Path folder = NativeLibraries.onClassPath(jars).in(cache);

      assertThat(contents(folder))
          .containsEntry("libcudart.so", "runtime")
          .containsEntry(GLUE, "glue of CUDA");
      assertThat(folder.resolve("libcudart.so")).isSymbolicLink();
    }
  }

  @Test
  void twoKindsOnTheClassPathAreRefusedButNotOneKindTwice() throws IOException {
    Path cuda =
        NativeJars.libtorch(parent.resolve("cuda.jar"), "cu124", Map.of("libtorch.so", "torch"));
    Path again = Files.copy(cpu, parent.resolve("again.jar"));
    try (URLClassLoader twoKinds = NativeJars.loader(cpu, cuda, glue);
        URLClassLoader twice = NativeJars.loader(cpu, again, glue)) {
      assertThatThrownBy(() -> NativeLibraries.onClassPath(twoKinds))
          .isInstanceOf(EngineStartException.class)
          .hasMessageContaining(
              "more than once, as libtorch-2.5.1-cpu-linux-x86_64 and libtorch-2.5.1-cu124-linux-x86_64: add"
                  + " target/natives/*.jar of one build");
      assertThat(NativeLibraries.onClassPath(twice).name())
          .isEqualTo("libtorch-2.5.1-cpu-linux-x86_64");
    }
  }

  @Test
  void missingJarsAreReportedWithTheCure() throws IOException {
    try (URLClassLoader none = NativeJars.loader();
        URLClassLoader noGlue = NativeJars.loader(cpu)) {
      assertThatThrownBy(() -> NativeLibraries.onClassPath(none))
          .isInstanceOf(EngineStartException.class)
          .hasMessageStartingWith("the engine's libraries are not on the class path: add ")
          .hasMessageContaining("PYTORCH_LIBRARY_PATH");
      assertThatThrownBy(() -> NativeLibraries.onClassPath(noGlue))
          .isInstanceOf(EngineStartException.class)
          .hasMessageContaining("has no jnilib/linux-x86_64/cpu/" + GLUE);
    }
  }

  private static SortedMap<String, String> contents(Path folder) throws IOException {
    SortedMap<String, String> contents = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = list.toList();
    }
    for (Path file : files) {
      contents.put(file.getFileName().toString(), Files.readString(file));
    }
    return contents;
  }
}
