package org.sparkhalving.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts a standalone cluster on one machine, and a small study on that cluster. */
@Timeout(150)
class StandaloneDemoIT {
  @TempDir private Path folder;

  /** JUnit would warn of each link that it removes. */
  @AfterEach
  void removeLinks() throws IOException {
    Checkout.removeLinks(folder);
  }

  @Test
  void bothWorkersTrainOnTheirGpuAddressesWithTheResultsOfLocalMode() throws Exception {
    Checkout checkout = Checkout.built(folder);
    Path settings = settings();
    Path logs = folder.resolve("logs");

    Checkout.Result demo =
        checkout.run(
            "standalone-demo.sh",
            Map.of("DEMO_LOGS", logs.toString()),
            search(settings, "on-workers"));
    Checkout.Result local =
        checkout.run(
            "local.sh", Map.of("SPARK_DRIVER_MEMORY", "1g"), search(settings, "local"));

    assertThat(demo.code()).as(demo.err()).isZero();
    assertThat(local.code()).as(local.err()).isZero();
    for (String address : new String[] {"0", "1"}) {
      assertThat(executorLog(logs.resolve("worker-" + address)))
          .containsPattern("gpu -> \\[name: gpu, addresses: " + address + "\\]")
          .contains("Running task ");
    }
    assertThat(results(demo)).isEqualTo(results(local)).contains("Best configuration");
    Path studies = checkout.workingFolder().resolve("studies");
    String model = "best/model.safetensors";
    assertThat(studies.resolve("on-workers").resolve(model))
        .hasSameBinaryContentAs(studies.resolve("local").resolve(model));
    assertThat(processesOf(checkout)).isEmpty();
    try (Stream<Path> left = Files.list(folder.resolve("a checkout/temporary"))) {
      assertThat(left.filter(file -> file.toString().contains("-demo."))).isEmpty();
    }
  }

  private static String[] search(Path settings, String name) {
    return new String[] {"search", "--conf", settings.toString(), "--set", "study.name=" + name};
  }

  private Path settings() throws IOException {
    return Files.writeString(
        folder.resolve("study.conf"),
        """
        study.seed = 3
        data.path = "%s"
        resources.device = cpu
        scheduler { min-epochs = 1, max-epochs = 2 }
        search {
          trials = 8
          space {
            base_lr = { loguniform = [1e-3, 1e-1] }
            l1_size = { randint = [32, 64] }
          }
        }
        training { batch_size = 20 }
        """
            .formatted(Path.of("src/test/resources/fashion-mnist-small").toAbsolutePath()));
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

  private static Stream<String> processesOf(Checkout checkout) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(checkout.root().toString()));
  }
}
