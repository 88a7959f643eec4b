package org.sparkhalving.storage.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProcessCrashTest {
  private static final String REPORT =
      """
      #
      # A fatal error has been detected by the Java Runtime Environment:
      #
      #  SIGSEGV (0xb) at pc=0x00007f, pid=7, tid=8
      #
      Current thread (0x00007f):  JavaThread "trial 12"  [_thread_in_native, id=8, stack(1,2)]
      """;

  @TempDir private Path folder;

  @Test
  void theFirstReportThatIsThereAndNewEnoughCounts() throws IOException {
    Path none = folder.resolve("none.log");
    Path report = Files.writeString(folder.resolve("hs_err_pid7.log"), REPORT);
    Instant written = Files.getLastModifiedTime(report).toInstant();
    List<String> reports = List.of(none.toString(), report.toString());

    assertThat(holder(reports, written.minusSeconds(1)).crash())
        .contains(new ProcessCrash(OptionalInt.of(12), "SIGSEGV (0xb)", report.toString()));
    assertThat(holder(reports, written.plusSeconds(1)).crash()).isEmpty();
    assertThat(holder(List.of(none.toString()), written).crash()).isEmpty();
  }

  private static LockHolder holder(List<String> reports, Instant since) {
    return new LockHolder(
        "d", "here", PidSpace.current(), 7, Instant.EPOCH, since, reports, 0, since);
  }

  /** {@code /proc} looks as if root could write there, and nobody can. */
  @Test
  @EnabledOnOs(OS.LINUX)
  @Timeout(60)
  void aReportIsFoundWhereJavaPutsItWhenItCannotBeInTheWorkingFolder() throws Exception {
    List<String> command =
        Stream.concat(
                java(folder, "-XX:-CreateCoredumpOnCrash").stream(),
                Stream.of(CrashingProcess.class.getName()))
            .toList();
    Process process = new ProcessBuilder(command).directory(Path.of("/proc").toFile()).start();
    List<String> reports = new ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      String line = out.readLine();
      while (line != null && !line.startsWith("#")) {
        reports.add(line);
        line = out.readLine();
      }
      out.lines().forEach(rest -> {});
    }
    assertThat(process.waitFor()).isNotZero();

    List<Path> written = reports.stream().map(Path::of).filter(Files::exists).toList();
    try {
      assertThat(reports.get(0)).startsWith("/proc/hs_err_pid");
      assertThat(written).singleElement().asString().startsWith("/tmp/hs_err_pid");
      assertThat(Files.readString(written.get(0))).contains("SIGSEGV", "pid=" + process.pid());
    } finally {
      for (Path report : written) {
        Files.delete(report);
      }
    }
  }

  private static List<String> java(Path temporary, String option) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin/java").toString(),
        "-Djava.io.tmpdir=" + temporary,
        option,
        "-cp",
        System.getProperty("java.class.path"));
  }
}
