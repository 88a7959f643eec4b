package org.sparkhalving.faults;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.sparkhalving.cli.CommandRun;
import org.sparkhalving.cli.StudyTables;
import org.sparkhalving.cli.SubmittedProcess;
import org.sparkhalving.history.Event;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.StudyFolder;

/**
 * A small study of real networks, submitted to a cluster as a process of its own. Its tasks are
 * observed.
 *
 * @param folder a new one, for all that it writes
 * @param trials how many networks
 */
record ClusterStudy(Path folder, int trials) {
  private static final Path TARGET =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("target");

  private static final int MIN_EPOCHS = 40;

  /**
   * Starts it on a cluster of two GPUs; it begins when it has an executor on each.
   *
   * @param share how many trials share a GPU
   * @param faults plugins that make some
   * @param keys Spark's, {@code key=value}
   * @param more arguments of {@code search}
   */
  SubmittedProcess start(
      StandaloneCluster cluster,
      int share,
      List<Class<?>> faults,
      List<String> keys,
      String... more)
      throws IOException {
    return start(cluster.master(), share, faults, keys, more);
  }

  /** The same, given a master's address. */
  SubmittedProcess start(
      String master, int share, List<Class<?>> faults, List<String> keys, String... more)
      throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "spark.executor.memory=700m",
                "spark.executor.resource.gpu.amount=1",
                "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1",
                "spark.executor.extraClassPath=" + classPath(),
                "spark.cores.max=" + 2 * share,
                "spark.scheduler.minRegisteredResourcesRatio=1"));
    all.addAll(observing(faults));
    all.addAll(keys);
    Stream<String> shared = Stream.of("--set", "resources.gpus-per-trial=" + 1.0 / share);
    return submit(master, all, Stream.concat(shared, Stream.of(more)).toArray(String[]::new));
  }

  private SubmittedProcess submit(String master, List<String> keys, String... more)
      throws IOException {
    Files.createDirectories(tasks());
    Path settings = Files.writeString(folder.resolve("study.conf"), settings());
    String[] arguments =
        Stream.concat(Stream.of("search", "--conf", settings.toString()), Stream.of(more))
            .toArray(String[]::new);
    return SubmittedProcess.start(newOutput(), master, keys, arguments);
  }

  /** Where the next process writes: a study that is resumed has several. */
  private Path newOutput() {
    return Stream.iterate(1, number -> number + 1)
        .map(number -> folder.resolve("output-" + number))
        .filter(Files::notExists)
        .findFirst()
        .orElseThrow();
  }

  /** The job's libraries and the tests' plugins are on this machine, as executors are. */
  private static String classPath() {
    return String.join(":", TARGET + "/lib/*", TARGET + "/natives/*", TARGET + "/test-classes");
  }

  private List<String> observing(List<Class<?>> faults) {
    String plugins =
        Stream.concat(Stream.of(ObservedTasks.class), faults.stream())
            .map(Class::getName)
            .collect(Collectors.joining(","));
    return List.of("spark.plugins=" + plugins, "spark.faults.tasks=" + tasks());
  }

  private String settings() {
    return """
        study { name = s, seed = 11, output = "%s" }
        data.path = "%s"
        scheduler { min-epochs = %d, max-epochs = %d }
        search {
          trials = %d
          space {
            base_lr = { loguniform = [1e-3, 1e-1] }
            l1_drop = { uniform = [0, 0.5] }
          }
        }
        training { hidden_sizes = [16, 8], batch_norm = true, batch_size = 100 }
        resources.device = cpu
        """
        .formatted(folder, data(), MIN_EPOCHS, 2 * MIN_EPOCHS, trials);
  }

  private static Path data() {
    try {
      return Path.of(ClusterStudy.class.getResource("/fashion-mnist-small").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path tasks() {
    return folder.resolve("tasks");
  }

  /** Its tasks until now. */
  List<TaskSpan> spans() {
    return TaskSpan.in(tasks());
  }

  /** Those that train trials. */
  List<TaskSpan> trialSpans() {
    return spans().stream().filter(TaskSpan::isTrial).toList();
  }

  /** The longest that an attempt at a task took that was not the first and came to its end. */
  double secondsOfRepeats() {
    return trialSpans().stream()
        .filter(task -> task.attempt() > 0 && task.end() != TaskSpan.OPEN)
        .mapToDouble(task -> (task.end() - task.start()) / 1e3)
        .max()
        .orElseThrow();
  }

  /** Tasks that train now, and have saved some of the epochs of their jobs. */
  List<TaskSpan> midway() {
    return trialSpans().stream()
        .filter(task -> task.end() == TaskSpan.OPEN)
        .filter(task -> ProcessHandle.of(task.process()).isPresent())
        .filter(task -> hasProgress(task.trial()))
        .toList();
  }

  private boolean hasProgress(int trial) {
    Path checkpoints = folder.resolve("s/checkpoints/trial-%04d".formatted(trial));
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("progress-"));
    } catch (IOException e) {
      return false; // The folder is not there yet.
    }
  }

  /** Whether the journal has the outcome of a task's job. */
  boolean hasOutcome(TaskSpan task) {
    int rung = Integer.numberOfTrailingZeros(task.target() / MIN_EPOCHS);
    return journal().stream()
        .anyMatch(
            event ->
                event instanceof Event.Outcome outcome
                    && outcome.trial() == task.trial()
                    && outcome.rung() == rung);
  }

  /** Its folder. */
  String uri() {
    return folder.resolve("s").toString();
  }

  /** All that was recorded. */
  List<Event> journal() {
    return Journal.read(StudyFolder.of(folder.toString(), "s", new Configuration()));
  }

  /**
   * The tables of one that nothing disturbs, in local mode.
   *
   * @param more arguments of {@code search}
   */
  List<String> undisturbed(String... more) throws IOException, InterruptedException {
    try (SubmittedProcess process = submit("local[2]", List.of(), more)) {
      requireDone(process);
    }
    return tables();
  }

  /** Waits for the end, which must be a good one. */
  static void requireDone(SubmittedProcess process) throws InterruptedException {
    CommandRun run = process.end();
    if (run.code() != 0) {
      throw new IllegalStateException("exit code " + run.code() + ":\n" + run.err());
    }
  }

  /** The rows of its tables, as other programs read them. */
  List<String> tables() throws IOException {
    try (SparkSession session = StudyTables.session()) {
      return StudyTables.contents(session, folder.resolve("s").toString());
    }
  }
}
