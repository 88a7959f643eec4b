package org.sparkhalving.storage.lock;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How native code ended a driver's process, by Java's own report of it ({@code hs_err_pid*.log}). A
 * process that was killed from outside leaves none.
 *
 * @param trial the trial on whose thread it happened; empty on another thread
 * @param problem Java's word for it, such as {@code SIGSEGV (0xb)}
 * @param report the file
 */
public record ProcessCrash(OptionalInt trial, String problem, String report) {
  private static final Pattern PROBLEM = Pattern.compile("(?m)^#  ([A-Z_]+ \\(0x\\p{XDigit}+\\))");
  private static final Pattern THREAD =
      Pattern.compile("(?m)^Current thread \\([^)]*\\): +JavaThread \"trial (\\d{1,9})\"");
  private static final int MOST_BYTES = 1 << 20;

  /**
   * The name of a thread while it trains a trial, by which a crash report says which trial it was.
   */
  public static String threadName(int trial) {
    return "trial " + trial;
  }

  /**
   * Where this process's report may be. Java tries these places in turn, and takes the first where
   * it can make the file: what {@code -XX:ErrorFile} says, the working folder, and {@code /tmp},
   * whatever {@code java.io.tmpdir} is.
   */
  static List<String> reportsOfThisProcess() {
    String pid = Long.toString(ProcessHandle.current().pid());
    String name = "hs_err_pid" + pid + ".log";
    Stream<Path> named =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("-XX:ErrorFile="))
            .map(argument -> argument.substring(argument.indexOf('=') + 1).replace("%p", pid))
            .reduce((first, last) -> last)
            .map(Path::of)
            .stream();
    return Stream.concat(named, Stream.of(Path.of(name), Path.of("/tmp", name)))
        .map(file -> file.toAbsolutePath().toString())
        .distinct()
        .toList();
  }

  /**
   * Reads a report.
   *
   * @param since when its process took the study; an older file is another process's
   * @return empty when there is none
   */
  static Optional<ProcessCrash> read(String report, Instant since) {
    Path file = Path.of(report);
    try {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(since)) {
        return Optional.empty();
      }
      try (var stream = Files.newInputStream(file)) {
        return Optional.of(
            parse(new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8), report));
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static ProcessCrash parse(String text, String report) {
    Matcher problem = PROBLEM.matcher(text);
    Matcher thread = THREAD.matcher(text);
    return new ProcessCrash(
        thread.find() ? OptionalInt.of(Integer.parseInt(thread.group(1))) : OptionalInt.empty(),
        problem.find() ? problem.group(1) : "an error of the Java machine",
        report);
  }
}
