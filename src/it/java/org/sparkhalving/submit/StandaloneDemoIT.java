package org.sparkhalving.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script that starts a standalone cluster on one machine, and small studies on that cluster.
 */
@Timeout(240)
class StandaloneDemoIT {
  private static final Path JARS = Path.of("target/spark/jars").toAbsolutePath();

  /** What a process without a secret gets from one that asks for it. */
  private static final String REFUSED = "Expected SaslMessage, received something else";

  private static final int LONGEST_SECONDS = 110;

  @TempDir private Path folder;
  private Checkout checkout;
  private Checkout.Running demo;

  @BeforeEach
  void build() throws IOException {
    checkout = Checkout.built(folder);
  }

  /** JUnit would warn of each link that it removes. */
  @AfterEach
  void end() throws IOException {
    processes().forEach(ProcessHandle::destroyForcibly);
    Checkout.removeLinks(folder);
  }

  @Test
  void bothWorkersTrainOnTheirGpuAddressesWithTheResultsOfLocalMode() throws Exception {
    Path settings = settings(4, 2);
    Path logs = folder.resolve("logs");
    demo =
        checkout.start(
            script("standalone-demo.sh"),
            Map.of("DEMO_LOGS", logs.toString()),
            search(settings, "on-workers"));
    Checkout.Result cluster = checkout.finish(demo, LONGEST_SECONDS);
    Checkout.Result local =
        checkout.run("local.sh", Map.of("SPARK_DRIVER_MEMORY", "1g"), search(settings, "local"));

    assertThat(cluster.code()).as(cluster.err()).isZero();
    assertThat(local.code()).as(local.err()).isZero();
    for (String address : new String[] {"0", "1"}) {
      assertThat(executorLog(logs.resolve("worker-" + address)))
          .containsPattern("gpu -> \\[name: gpu, addresses: " + address + "\\]")
          .contains("Running task ");
    }
    assertThat(results(cluster)).isEqualTo(results(local)).contains("Best configuration");
    Path studies = checkout.workingFolder().resolve("studies");
    String model = "best/model.safetensors";
    assertThat(studies.resolve("on-workers").resolve(model))
        .hasSameBinaryContentAs(studies.resolve("local").resolve(model));
    assertNothingIsLeft();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void ctrlCEndsAllProcessesAndLeavesAStudyToResume() throws Exception {
    startLongSearch(Map.of(), "--driver-memory", "700m");

    assertThat(commandLines().filter(line -> line.contains(".SparkSubmit ")))
        .singleElement()
        .asString()
        .contains(" -Xmx700m ");
    assertInterruptedBy("INT");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aWorkerWithoutTheSecretIsRefusedAndTerminationEndsAllProcesses() throws Exception {
    Path logs = folder.resolve("logs");
    startLongSearch(Map.of("DEMO_LOGS", logs.toString()));
    Path said = intrude();
    assertInterruptedBy("TERM");

    assertThat(said).content().doesNotContain("Successfully registered");
    assertThat(logs.resolve("master.log"))
        .content()
        .contains("Registering worker 127.0.0.1", REFUSED)
        .doesNotContain("with 7 cores");
  }

  /** Starts a worker of 7 cores without the cluster's secret, until it sees that it is refused. */
  private Path intrude() throws Exception {
    Matcher master =
        Pattern.compile("spark://127\\.0\\.0\\.1:[0-9]+")
            .matcher(String.join("\n", commandLines().toList()));
    assertThat(master.find()).isTrue();
    String java = ProcessHandle.current().info().command().orElseThrow();
    List<String> command = new ArrayList<>(List.of(java, "-Xmx200m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", JARS + "/*", "org.apache.spark.deploy.worker.Worker"));
    command.addAll(List.of("--host", "127.0.0.1", "--cores", "7", "--memory", "512m"));
    command.addAll(List.of("--webui-port", "0"));
    command.addAll(List.of("--work-dir", folder.resolve("intruder").toString(), master.group()));
    Path said = folder.resolve("intruder.log");
    Process worker =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      await(worker, said, REFUSED);
    } finally {
      worker.destroyForcibly().waitFor();
    }
    return said;
  }

  private void startLongSearch(Map<String, String> environment, String... sparkOptions)
      throws Exception {
    List<String> arguments = new ArrayList<>();
    // A shell without job control starts its children with SIGINT ignored, and bash keeps that.
    arguments.addAll(List.of("--default-signal=INT", script("standalone-demo.sh").toString()));
    arguments.addAll(Arrays.asList(sparkOptions));
    arguments.addAll(Arrays.asList(search(settings(64, 512), "long")));
    demo = checkout.start(Path.of("/usr/bin/env"), environment, arguments.toArray(String[]::new));
    await(demo.process(), demo.out(), " 1 of 64 ");
  }

  private static void await(Process process, Path file, String text) throws Exception {
    while (!Files.readString(file).contains(text)) {
      assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).as("ended before: " + text).isFalse();
    }
  }

  private void assertInterruptedBy(String signal) throws Exception {
    new ProcessBuilder("kill", "-" + signal, Long.toString(demo.process().pid())).start().waitFor();
    Checkout.Result result = checkout.finish(demo, LONGEST_SECONDS);

    assertThat(result.code()).as(result.err()).isEqualTo(130);
    assertThat(result.err()).contains("Nothing is lost; resume with the same command and --resume");
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(commandLines()).isEmpty();
    try (Stream<Path> left = Files.list(checkout.temporary())) {
      assertThat(left.filter(file -> file.toString().contains("-demo."))).isEmpty();
    }
  }

  private Path script(String name) {
    return checkout.root().resolve("submit").resolve(name);
  }

  private static String[] search(Path settings, String name) {
    return new String[] {"search", "--conf", settings.toString(), "--set", "study.name=" + name};
  }

  private Path settings(int trials, int epochs) throws IOException {
    return Files.writeString(
        folder.resolve("study.conf"),
        """
        study.seed = 3
        data.path = "%s"
        scheduler { min-epochs = 1, max-epochs = %d }
        search {
          trials = %d
          space {
            base_lr = { loguniform = [1e-3, 1e-1] }
            l1_size = { randint = [32, 64] }
          }
        }
        training { batch_size = 20 }
        """
            .formatted(
                Path.of("src/test/resources/fashion-mnist-small").toAbsolutePath(),
                epochs,
                trials));
  }

  private static String executorLog(Path worker) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(worker)) {
      for (Path file : files.filter(file -> file.endsWith("stderr")).toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }

  /** The leaderboard and the best configuration, without the name of the study's folder. */
  private static String results(Checkout.Result result) {
    String out = result.out();
    return out.substring(out.indexOf(" rank |"), out.indexOf("  model  "));
  }

  private Stream<ProcessHandle> processes() {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process
                    .info()
                    .commandLine()
                    .filter(line -> line.contains(checkout.root().toString()))
                    .isPresent());
  }

  private Stream<String> commandLines() {
    return processes().flatMap(process -> process.info().commandLine().stream());
  }
}
