package org.sparkhalving.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A command as {@code spark-submit} runs it: a process of its own, with the packaged jar. Its
 * output goes to files.
 */
public final class SubmittedProcess implements AutoCloseable {
  private static final Path TARGET =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("target");
  private static final int MOST_SECONDS = 300;

  private final Process process;
  private final Path out;
  private final Path err;

  private SubmittedProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts a command.
   *
   * @param output a new folder, for the process's output
   * @param master Spark's
   */
  static SubmittedProcess start(Path output, String master, String... arguments)
      throws IOException {
    return start(output, master, List.of(), arguments);
  }

  /**
   * Starts a command in its output's folder.
   *
   * @param keys Spark's, as {@code key=value}; classes of the tests are on the class path
   */
  public static SubmittedProcess start(
      Path output, String master, List<String> keys, String... arguments) throws IOException {
    Files.createDirectory(output);
    Path out = output.resolve("out");
    Path err = output.resolve("err");
    List<String> command = new ArrayList<>();
    if (System.getProperty("os.name").equals("Linux")) {
      // A shell without job control starts its children with SIGINT ignored; Java would keep that.
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    command.addAll(List.of("-Xmx1g", "-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.add("-Dlog4j2.configurationFile=" + TARGET.resolveSibling("conf/log4j2.properties"));
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(List.of("--master", master, "--conf", "spark.ui.enabled=false"));
    keys.forEach(key -> command.addAll(List.of("--conf", key)));
    command.addAll(List.of("--class", "org.sparkhalving.cli.Main"));
    command.add(TARGET.resolve("spark-halving.jar").toString());
    command.addAll(Arrays.asList(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(output.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new SubmittedProcess(process, out, err);
  }

  private static String classPath() {
    return String.join(
        ":",
        TARGET + "/spark/jars/*",
        TARGET + "/lib/*",
        TARGET + "/natives/*",
        TARGET + "/test-classes");
  }

  /** Sends a signal, such as {@code INT}. */
  public void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IllegalStateException("the process ended before SIG" + name + ":\n" + text(err));
    }
  }

  /** Lets the process run for a while, or until it ends; whether it still runs. */
  boolean run(Duration time) throws InterruptedException {
    return !process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Kills the process; whether it was still running. */
  boolean kill() throws InterruptedException {
    process.destroyForcibly();
    return end().code() == 128 + 9;
  }

  /** Waits until something holds, which must be before the process ends. */
  public void await(BooleanSupplier condition) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(MOST_SECONDS)) {
        throw new IllegalStateException(
            "it did not happen within " + MOST_SECONDS + " s:\n" + text(err) + text(out));
      }
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "the process ended before it, exit code "
                + process.exitValue()
                + ":\n"
                + text(err)
                + text(out));
      }
    }
  }

  /** What it has written to standard error until now. */
  public String output() {
    return text(err);
  }

  /** What it has written to standard output until now. */
  public String printed() {
    return text(out);
  }

  /** Waits for the end; the exit code is 128 + n for a process that signal n killed. */
  public CommandRun end() throws InterruptedException {
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running after " + MOST_SECONDS + " s:\n" + text(err));
    }
    return new CommandRun(process.exitValue(), text(out), text(err));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills the process if it still runs. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
