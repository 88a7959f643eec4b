package org.sparkhalving.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The type of this host's CPU, which late digits of results depend on. */
public final class CpuModel {
  private CpuModel() {}

  /** Its name as Linux has it; elsewhere the architecture's. */
  public static String name() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch"); // Only Linux has the file.
    }
  }
}
