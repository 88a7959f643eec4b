package org.sparkhalving.faults;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.cli.CommandRun;
import org.sparkhalving.cli.StudyTables;
import org.sparkhalving.storage.file.HadoopDefaults;

/**
 * A small study of real networks, run by the commands in this process, on a file system that a
 * fault hits. One at a time, since Spark's keys are system properties.
 */
final class FaultStudy implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final String HADOOP = "spark.hadoop.";

  private static List<String> undisturbed;

  private final Map<String, String> keys;
  private final String output;
  private final Path settings;

  /**
   * A study that has not begun.
   *
   * @param folder a new one, for its settings
   * @param output folder of studies, any URI
   * @param hadoop Hadoop's keys
   */
  FaultStudy(Path folder, String output, Map<String, String> hadoop) throws IOException {
    this.output = output;
    keys = new HashMap<>(Map.of("spark.master", "local[2]", "spark.ui.enabled", "false"));
    hadoop.forEach((key, value) -> keys.put(HADOOP + key, value));
    keys.forEach(System::setProperty);
    settings =
        Files.writeString(
            Files.createDirectories(folder).resolve("study.conf"),
            """
            study { name = s, seed = 5, output = "%s" }
            data.path = "%s"
            scheduler { min-epochs = 1, max-epochs = 4 }
            search {
              trials = 8
              space {
                base_lr = { loguniform = [1e-3, 1e-1] }
                l1_size = { randint = [32, 64] }
                l1_drop = { uniform = [0, 0.5] }
              }
            }
            training.batch_size = 50
            resources { device = cpu, max-attempts = 2 }
            """
                .formatted(output, data()));
  }

  /** The rows of the tables of one in a local folder that nothing disturbs; run once a process. */
  static synchronized List<String> undisturbed() throws IOException {
    if (undisturbed == null) {
      Path folder = Files.createTempDirectory("undisturbed");
      try (FaultStudy study = new FaultStudy(folder, folder.toString(), Map.of())) {
        requireDone(study.search());
        undisturbed = study.tables();
      } finally {
        FileUtil.fullyDelete(folder.toFile());
      }
    }
    return undisturbed;
  }

  private static Path data() {
    try {
      return Path.of(FaultStudy.class.getResource("/fashion-mnist-small").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The study's folder. */
  String uri() {
    return output + "/s";
  }

  /** Runs it to its end, or to the fault's. */
  CommandRun search(String... more) {
    return CommandRun.of(arguments(more));
  }

  /** As {@link #search}, in the background. */
  CompletableFuture<CommandRun> start(String... more) {
    CompletableFuture<CommandRun> running = new CompletableFuture<>();
    Thread thread = new Thread(() -> running.complete(search(more)), "search");
    // The engine is found through it, as spark-submit sets it.
    thread.setContextClassLoader(FaultStudy.class.getClassLoader());
    thread.start();
    return running;
  }

  /** Runs it to its middle, then asks it to stop. */
  CommandRun searchToTheMiddle() {
    return CommandRun.stoppedWhen(this::isInTheMiddle, arguments());
  }

  private String[] arguments(String... more) {
    return Stream.concat(Stream.of("search", "--conf", settings.toString()), Stream.of(more))
        .toArray(String[]::new);
  }

  /** Returns once {@code met}; fails when the study ends before. */
  static void await(CompletableFuture<CommandRun> running, BooleanSupplier met) {
    long start = System.nanoTime();
    while (!met.getAsBoolean()) {
      if (!isRunningAfter(LOOK, running) || System.nanoTime() - start > LONGEST.toNanos()) {
        throw new IllegalStateException(
            running.isDone() ? "the study ended before: " + end(running).err() : "no end in sight");
      }
    }
  }

  /** Waits for the end of the study for some time; whether it still runs then. */
  static boolean isRunningAfter(Duration time, CompletableFuture<CommandRun> running) {
    try {
      running.get(time.toNanos(), TimeUnit.NANOSECONDS);
      return false;
    } catch (TimeoutException e) {
      return true;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The study's end. */
  static CommandRun end(CompletableFuture<CommandRun> running) {
    try {
      return running.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether it is under way: some of its trials have checkpoints. */
  boolean isInTheMiddle() {
    return entries("checkpoints") >= 3;
  }

  /** How many objects the journal has. */
  int journalObjects() {
    return entries("journal");
  }

  /** How many entries a folder in the study's has; 0 when it is absent. */
  int entries(String folder) {
    try {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(uri(), folder);
      FileSystem files = path.getFileSystem(hadoop());
      return files.exists(path) ? files.listStatus(path).length : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  private Configuration hadoop() {
    Configuration hadoop = new Configuration();
    // As the commands set them: a process has one client for a file system, the first that is made.
    HadoopDefaults.keys(new Configuration()).forEach(hadoop::set);
    keys.forEach(
        (key, value) -> {
          if (key.startsWith(HADOOP)) {
            hadoop.set(key.substring(HADOOP.length()), value);
          }
        });
    return hadoop;
  }

  /** Resumes a study that a fault ended; the seconds until its journal grew. */
  double resume() {
    int objects = journalObjects();
    long start = System.nanoTime();
    CompletableFuture<CommandRun> running = start("--resume");
    await(running, () -> journalObjects() > objects);
    double seconds = (System.nanoTime() - start) / 1e9;
    requireDone(end(running));
    return seconds;
  }

  /** Waits until the journal of a running study grows; the seconds that it took. */
  double secondsUntilItContinues(CompletableFuture<CommandRun> running) {
    int objects = journalObjects();
    long start = System.nanoTime();
    await(running, () -> journalObjects() > objects);
    return (System.nanoTime() - start) / 1e9;
  }

  /** Checks that a study came to its end. */
  static void requireDone(CommandRun run) {
    if (run.code() != 0) {
      throw new IllegalStateException("exit code " + run.code() + ": " + run.err());
    }
  }

  /** The rows of its tables, as other programs read them. */
  List<String> tables() throws IOException {
    try (SparkSession session = StudyTables.session()) {
      return StudyTables.contents(session, uri());
    }
  }

  /** Compares its tables with those of the undisturbed study. */
  Recovery recovery(String fault, List<String> undisturbed, double seconds) throws IOException {
    return Recovery.of(fault, 1, tables(), undisturbed, seconds);
  }

  @Override
  public void close() {
    keys.keySet().forEach(System::clearProperty);
  }
}
