package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.apache.hadoop.yarn.util.resource.ResourceUtils;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.storage.StudyFolder;

/**
 * The packaged job on a real YARN of one host, whose containers ask for GPUs ({@code yarn.io/gpu}).
 * The host says that it has two; {@code nvidia-smi} is a script that shows each container one, as
 * with YARN's isolation. Spark 4.1 has no artifact for it.
 */
@Tag("spark-3.5")
@ExtendWith(SharedSpark.class)
class YarnIT {
  private static final Path BUILD = Path.of("target").toAbsolutePath();
  private static final String GPU = "yarn.io/gpu";
  private static final int MOST_SECONDS = 180;

  @TempDir private static Path parent;
  private static MiniYARNCluster cluster;
  private static YarnClient client;

  @BeforeAll
  static void startCluster() throws IOException {
    YarnConfiguration configuration = new YarnConfiguration();
    Map.ofEntries(
            Map.entry("yarn.resource-types", GPU),
            Map.entry("yarn.nodemanager.resource-type." + GPU, "2"),
            Map.entry("yarn.minicluster.yarn.nodemanager.resource.memory-mb", "8192"),
            Map.entry("yarn.nodemanager.vmem-check-enabled", "false"),
            Map.entry("yarn.nodemanager.pmem-check-enabled", "false"),
            Map.entry(
                "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage",
                "99.9"),
            Map.entry("yarn.scheduler.minimum-allocation-mb", "128"),
            Map.entry("yarn.scheduler.capacity.root.queues", "default"),
            Map.entry("yarn.scheduler.capacity.root.default.capacity", "100"),
            Map.entry("yarn.scheduler.capacity.maximum-am-resource-percent", "1"),
            Map.entry(
                "yarn.scheduler.capacity.resource-calculator",
                "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator"))
        .forEach(configuration::set);
    ResourceUtils.resetResourceTypes(configuration);
    cluster = new MiniYARNCluster("yarn", 1, 1, 1);
    cluster.init(configuration);
    cluster.start();
    Path site = Files.createDirectories(parent.resolve("hadoop")).resolve("yarn-site.xml");
    try (OutputStream out = Files.newOutputStream(site)) {
      cluster.getConfig().writeXml(out);
    }
    client = YarnClient.createYarnClient();
    client.init(cluster.getConfig());
    client.start();
  }

  @AfterAll
  static void stopCluster() {
    client.stop();
    cluster.stop();
  }

  @Test
  void aStudyOnYarnContainersWithGpusHasTheTablesOfLocalMode(SparkSession session)
      throws Exception {
    List<String> local = search(session, "local", List.of("--master", "local[2]"), 0);
    assertThat(local).hasSize(8 + (8 + 4 + 2 * 2) + (8 + 4 + 2));

    assertThat(search(session, "yarn", yarn(), 2)).isEqualTo(local);
  }

  /**
   * A study's tables.
   *
   * @param gpus how many of the cluster's GPUs are in use at a time, at most
   */
  private static List<String> search(
      SparkSession session, String name, List<String> options, long gpus) throws Exception {
    Path log = parent.resolve(name + ".log");
    Process process = start(name, options, log.toFile());
    long most = 0;
    try {
      for (int look = 0; look < MOST_SECONDS * 10; look++) {
        if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
          break;
        }
        most = Math.max(most, gpusInUse());
      }
      assertThat(process.isAlive()).as(Files.readString(log)).isFalse();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    assertThat(most).as("GPUs in use").isEqualTo(gpus);
    return SmallStudy.tables(
        session, StudyFolder.of(parent.resolve(name).toString(), "s", new Configuration()));
  }

  private static long gpusInUse() throws IOException, YarnException {
    long gpus = 0;
    for (NodeReport node : client.getNodeReports(NodeState.RUNNING)) {
      gpus += node.getUsed() == null ? 0 : node.getUsed().getResourceValue(GPU);
    }
    return gpus;
  }

  private static Process start(String name, List<String> options, File log) throws IOException {
    Path settings =
        Files.writeString(
            parent.resolve(name + ".conf"),
            """
            study { name = s, seed = 3, output = "%s" }
            data.path = "%s"
            %s
            """
                .formatted(
                    parent.resolve(name),
                    SmallStudy.data("fashion-mnist-small"),
                    SmallStudy.SEARCH));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx600m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    command.addAll(List.of("-cp", parent.resolve("hadoop") + ":" + BUILD.resolve("spark/jars/*")));
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(options);
    command.addAll(List.of("--conf", "spark.ui.enabled=false", "--jars", libraries()));
    command.addAll(List.of("--class", "org.sparkhalving.cli.Main"));
    command.add(BUILD.resolve("spark-halving.jar").toString());
    command.addAll(List.of("search", "--conf", settings.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(parent.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log);
    builder.environment().put("HADOOP_CONF_DIR", parent.resolve("hadoop").toString());
    return builder.start();
  }

  /** As submit/yarn.sh has them; the script finds the nvidia-smi that is first on the PATH. */
  private static List<String> yarn() throws IOException {
    Path bin = Files.createDirectories(parent.resolve("bin"));
    Path script = Files.writeString(bin.resolve("nvidia-smi"), "#!/bin/sh\necho 0\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    List<String> options = new ArrayList<>(List.of("--master", "yarn", "--num-executors", "2"));
    options.addAll(
        List.of("--files", Path.of("submit/gpu-discovery.sh").toAbsolutePath().toString()));
    for (String key :
        List.of(
            "spark.executor.memory=900m",
            "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1",
            "spark.executor.resource.gpu.amount=1",
            "spark.executor.resource.gpu.discoveryScript=./gpu-discovery.sh",
            "spark.executorEnv.PATH=" + bin + ":" + System.getenv("PATH"),
            "spark.yarn.am.memory=512m",
            "spark.yarn.stagingDir=file://" + parent,
            "spark.yarn.jars=local:" + BUILD.resolve("spark/jars/*"))) {
      options.addAll(List.of("--conf", key));
    }
    return options;
  }

  private static String libraries() throws IOException {
    List<String> jars = new ArrayList<>();
    for (String folder : List.of("lib", "natives")) {
      try (Stream<Path> files = Files.list(BUILD.resolve(folder))) {
        files.map(Path::toString).sorted().forEach(jars::add);
      }
    }
    return String.join(",", jars);
  }
}
