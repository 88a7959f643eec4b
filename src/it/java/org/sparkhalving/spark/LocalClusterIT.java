package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.history.Event;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.StudyFolder;

/**
 * The packaged job as processes: on a real cluster of two workers with two (made-up) GPUs each, and
 * in local mode. A study's tables are the same everywhere.
 */
@ExtendWith(SharedSpark.class)
class LocalClusterIT {
  private static final Path BUILD = Path.of("target").toAbsolutePath();
  private static final int LONGEST_MINUTES = 3;

  @TempDir private Path parent;
  private Path settings;
  private Process process;

  @BeforeEach
  void settings() throws IOException {
    settings =
        Files.writeString(
            parent.resolve("study.conf"),
            """
            study { name = s, seed = 3 }
            data.path = "%s"
            %s
            """
                .formatted(SmallStudy.data("fashion-mnist-small"), SmallStudy.SEARCH));
  }

  @AfterEach
  void endOfAllProcesses() {
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void aClusterHasTheTablesOfLocalModeEvenWhenAnExecutorIsKilled(SparkSession session)
      throws Exception {
    StudyFolder local = search("local", localMode(), 0);
    List<String> tables = SmallStudy.tables(session, local);
    assertThat(tables).hasSize(8 + (8 + 4 + 2 * 2) + (8 + 4 + 2));

    StudyFolder cluster = search("cluster", cluster(), 0);
    assertThat(SmallStudy.tables(session, cluster)).isEqualTo(tables);
    assertThat(mostAtOnce(cluster)).isEqualTo(2);

    // With one attempt a killed executor would be a crash, if it counted.
    start("killed", cluster(), "--set", "resources.max-attempts=1");
    StudyFolder killed = folder("killed");
    awaitFirstOutcome(killed);
    ProcessHandle executor =
        process.descendants().filter(LocalClusterIT::isExecutor).findFirst().orElseThrow();
    executor.destroyForcibly();
    assertThat(ended(killed)).as("ended before the executor was killed").isFalse();
    assertThat(exitCode("killed")).isZero();
    assertThat(ended(killed)).isTrue();
    assertThat(SmallStudy.tables(session, killed)).isEqualTo(tables);
  }

  @Test
  @Tag("long")
  void dynamicAllocationWithAndWithoutAMaximumHasTheTablesOfLocalMode(SparkSession session)
      throws Exception {
    Object tables = SmallStudy.tables(session, search("local", localMode(), 0));

    StudyFolder unlimited = search("unlimited", siteOf(cluster()), 0);
    assertThat(SmallStudy.tables(session, unlimited)).isEqualTo(tables);
    assertThat(mostAtOnce(unlimited)).as("those that run, and as many that wait").isBetween(2, 4);

    List<String> most = siteOf(cluster());
    most.addAll(List.of("--conf", "spark.dynamicAllocation.maxExecutors=1"));
    StudyFolder limited = search("limited", most, 0);
    assertThat(SmallStudy.tables(session, limited)).isEqualTo(tables);
    assertThat(mostAtOnce(limited)).isEqualTo(1);
  }

  @Test
  void cudaOnAClusterWithoutItIsAnErrorOfTheEnvironment() throws Exception {
    List<String> options = new ArrayList<>(cluster());
    start("cuda", options, "--set", "resources.device=cuda");

    assertThat(exitCode("cuda")).isEqualTo(3);
    assertThat(Files.readString(log("cuda")))
        .contains("error: resources.device = cuda, but the engine finds no CUDA device on ")
        .contains("set resources.device to auto or cpu");
    assertThat(Journal.read(folder("cuda"))).last().isInstanceOf(Event.Interrupted.class);
  }

  private StudyFolder search(String name, List<String> options, int code) throws Exception {
    start(name, options);
    int ended = exitCode(name);
    assertThat(ended).as(Files.readString(log(name))).isEqualTo(code);
    return folder(name);
  }

  private void start(String name, List<String> options, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx600m", "-XX:TieredStopAtLevel=1"));
    command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptions().split(" ")));
    command.addAll(List.of("-cp", BUILD.resolve("spark/jars/*").toString()));
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(options);
    command.addAll(List.of("--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--jars", libraries()));
    command.addAll(List.of("--class", "org.sparkhalving.cli.Main"));
    command.add(BUILD.resolve("spark-halving.jar").toString());
    command.addAll(List.of("search", "--conf", settings.toString()));
    command.addAll(List.of("--set", "study.output=\"" + parent.resolve(name) + "\""));
    command.addAll(List.of(arguments));
    File log = log(name).toFile();
    process =
        new ProcessBuilder(command)
            .directory(parent.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
  }

  /** The job's libraries and natives, as users give them: on no class path of Spark's own. */
  private static String libraries() throws IOException {
    List<String> jars = new ArrayList<>();
    for (String folder : List.of("lib", "natives")) {
      try (Stream<Path> files = Files.list(BUILD.resolve(folder))) {
        files.map(Path::toString).sorted().forEach(jars::add);
      }
    }
    return String.join(",", jars);
  }

  private int exitCode(String name) throws Exception {
    boolean ended = process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES);
    assertThat(ended).as(Files.readString(log(name))).isTrue();
    return process.exitValue();
  }

  private void awaitFirstOutcome(StudyFolder folder) throws Exception {
    while (outcomes(folder) == 0) {
      assertThat(process.waitFor(50, TimeUnit.MILLISECONDS))
          .as("ended before its first outcome")
          .isFalse();
    }
  }

  private static long outcomes(StudyFolder folder) {
    return Journal.read(folder).stream().filter(Event.Finished.class::isInstance).count();
  }

  private static boolean ended(StudyFolder folder) {
    return Journal.read(folder).stream().anyMatch(Event.Ended.class::isInstance);
  }

  private static boolean isExecutor(ProcessHandle process) {
    return process
        .info()
        .commandLine()
        .filter(line -> line.contains("CoarseGrainedExecutorBackend"))
        .isPresent();
  }

  private static int mostAtOnce(StudyFolder folder) {
    int running = 0;
    int most = 0;
    for (Event event : Journal.read(folder)) {
      if (event instanceof Event.Started) {
        running++;
      } else if (event instanceof Event.Finished || event instanceof Event.Failed) {
        running--;
      }
      most = Math.max(most, running);
    }
    return most;
  }

  private static List<String> localMode() {
    return List.of("--master", "local[2]");
  }

  private List<String> cluster() throws IOException {
    Path script = parent.resolve("gpus.sh");
    Files.writeString(
        script,
        """
        #!/bin/sh
        echo '{"name": "gpu", "addresses": ["0", "1"]}'
        """);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    List<String> options = new ArrayList<>(List.of("--master", "local-cluster[2,1,1024]"));
    for (String key :
        List.of(
            "spark.executor.memory=900m",
            "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1",
            "spark.worker.resource.gpu.amount=2",
            "spark.worker.resource.gpu.discoveryScript=" + script,
            "spark.executor.resource.gpu.amount=1")) {
      options.addAll(List.of("--conf", key));
    }
    return options;
  }

  /** With what a site may set for all of its applications. */
  private static List<String> siteOf(List<String> cluster) {
    List<String> options = new ArrayList<>(cluster);
    for (String key :
        List.of(
            "spark.dynamicAllocation.enabled=true",
            "spark.serializer=org.apache.spark.serializer.KryoSerializer",
            "spark.kryo.registrationRequired=true",
            "spark.speculation=true",
            "spark.sql.files.maxRecordsPerFile=3",
            "spark.default.parallelism=7")) {
      options.addAll(List.of("--conf", key));
    }
    return options;
  }

  private StudyFolder folder(String name) {
    return StudyFolder.of(parent.resolve(name).toString(), "s", new Configuration());
  }

  private Path log(String name) {
    return parent.resolve(name + ".log");
  }
}
