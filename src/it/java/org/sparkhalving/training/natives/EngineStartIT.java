package org.sparkhalving.training.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine with its real libraries, in processes of their own: from a folder that a variable
 * names, and from a cache.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class EngineStartIT {
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final Path UNPACK = Path.of("submit/unpack-natives.sh").toAbsolutePath();
  private static final String STARTED = "DJL 0.32.0, libtorch 2.5.1\n";

  @TempDir private Path parent;
  @TempDir private static Path shared;
  private Path home;
  private Path temporary;

  private record Result(int code, String out) {}

  private record Probe(Process process, Path out) {
    Result end() throws IOException, InterruptedException {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return new Result(process.waitFor(), Files.readString(out));
    }
  }

  @BeforeEach
  void folders() throws IOException {
    home = Files.createDirectory(parent.resolve("home"));
    temporary = Files.createDirectory(parent.resolve("temporary"));
  }

  @Test
  void aFolderThatTheScriptFilledStartsTheEngineWithoutItsJars() throws Exception {
    Path folder = unpacked();

    Result result = probe(home, false, Map.of("PYTORCH_LIBRARY_PATH", folder.toString())).end();

    assertThat(result).isEqualTo(new Result(0, STARTED));
    assertNothingUnpacked();
    assertThat(temporary).isEmptyDirectory();
    assertThat(run(List.of(UNPACK.toString(), folder.toString()), Map.of()).end())
        .isEqualTo(
            new Result(3, "error: " + folder + " is not empty: name a new or an empty folder\n"));
  }

  @Test
  void aWrongFolderIsSaidAndNoOthersLibrariesAreTaken() throws Exception {
    Result nowhere = probe(home, true, Map.of("PYTORCH_LIBRARY_PATH", "/nowhere")).end();
    Path cut = Files.createDirectory(parent.resolve("cut"));
    try (Stream<Path> files = Files.list(unpacked())) {
      for (Path file : files.filter(file -> !file.endsWith("libc10.so")).toList()) {
        Files.createSymbolicLink(cut.resolve(file.getFileName()), file);
      }
    }
    Files.copy(unpacked().resolve("libc10.so"), cut.resolve("libc10.so"));
    cutShort(cut.resolve("libc10.so"));
    Result truncated = probe(home, true, Map.of("PYTORCH_LIBRARY_PATH", cut.toString())).end();

    assertThat(nowhere.code()).isEqualTo(3);
    assertThat(nowhere.out())
        .startsWith("error: PYTORCH_LIBRARY_PATH is \"/nowhere\", which is no folder here");
    assertThat(truncated.code()).isEqualTo(3);
    assertThat(truncated.out()).contains("where libraries are cut short: libc10.so");
    assertNothingUnpacked();
  }

  @Test
  void twoStartsAtOnceShareAPrivateCacheAndMendItWhenALibraryIsCutShort() throws Exception {
    Probe first = probe(home, true, Map.of());
    Probe second = probe(home, true, Map.of());
    assertThat(List.of(first.end(), second.end())).containsOnly(new Result(0, STARTED));

    Path cache = home.resolve(".cache/spark-halving");
    Path libraries = cache.resolve("libtorch-2.5.1-20241113-cpu-linux-x86_64");
    assertThat(cache.toFile().list())
        .containsExactlyInAnyOrder("lock", libraries.getFileName().toString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");
    assertThat(home.resolve(".djl.ai")).doesNotExist();

    cutShort(libraries.resolve("libtorch_cpu.so"));
    assertThat(probe(home, true, Map.of()).end()).isEqualTo(new Result(0, STARTED));
  }

  @Test
  void withoutAHomeTheCacheIsTheProcesssOwnAndGoesWithIt() throws Exception {
    Result result = probe(Path.of("?"), true, Map.of()).end();

    assertThat(result).isEqualTo(new Result(0, STARTED));
    assertThat(temporary).isEmptyDirectory();
  }

  private void assertNothingUnpacked() {
    assertThat(home.resolve(".cache/spark-halving")).doesNotExist();
    assertThat(home.resolve(".djl.ai")).doesNotExist();
  }

  /** Half of a library, which would end the process that loads it by SIGBUS. */
  private static void cutShort(Path library) throws IOException {
    try (FileChannel channel = FileChannel.open(library, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 2);
    }
  }

  /** The libraries, unpacked once for all tests. */
  private Path unpacked() throws IOException, InterruptedException {
    Path folder = shared.resolve("libraries");
    if (Files.notExists(folder)) {
      Result result = run(List.of(UNPACK.toString(), folder.toString()), Map.of()).end();
      assertThat(result).isEqualTo(new Result(0, folder.toRealPath() + "\n"));
    }
    return folder;
  }

  private Probe probe(Path userHome, boolean jars, Map<String, String> environment)
      throws IOException {
    String classPath =
        String.join(
            ":",
            TARGET + "/spark-halving.jar",
            TARGET + "/test-classes",
            TARGET + "/lib/*",
            TARGET + "/spark/jars/*",
            jars ? TARGET + "/natives/*" : "");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.add("-Duser.home=" + userHome);
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-Dlog4j2.configurationFile=" + TARGET.resolveSibling("conf/log4j2.properties"));
    command.addAll(List.of("-cp", classPath, "org.sparkhalving.training.natives.EngineProbe"));
    return run(command, environment);
  }

  private Probe run(List<String> command, Map<String, String> environment) throws IOException {
    Path out = Files.createTempFile(parent, "out", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    List.of("PYTORCH_LIBRARY_PATH", "DJL_CACHE_DIR", "ENGINE_CACHE_DIR", "XDG_CACHE_HOME")
        .forEach(builder.environment()::remove);
    builder.environment().putAll(environment);
    return new Probe(builder.start(), out);
  }
}
