package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.sparkhalving.training.hyperparameter.Precision;

/** Many trials in one process leave no native memory behind. */
class NativeMemoryTest {
  private static final int TRIALS = 50;

  @BeforeAll
  static void prepareThread() {
    TorchEngine.prepareThread(1);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void residentMemoryStaysAfterTheFirstTrials() throws IOException {
    // Parameters, gradients and two moments: 6.5 MB a trial, 325 MB if trials did not free them.
    Checkpoint start = SmallTrials.initial(Map.of("hidden_sizes", List.of(400L, 200L)));
    try (DeviceImages images = SmallTrials.images()) {
      TrialRun run =
          new TrialRun(images, SmallTrials.rows(), start, 1, SmallTrials.BEST, Precision.FLOAT32);
      for (int trial = 0; trial < 10; trial++) {
        run.run((epoch, now, best) -> {}, Interruption.NONE);
      }
      long before = residentMegabytes();
      for (int trial = 0; trial < TRIALS; trial++) {
        run.run((epoch, now, best) -> {}, Interruption.NONE);
      }
      assertThat(residentMegabytes() - before).as("MB more").isLessThan(100);
    }
  }

  /** Outside of the Java heap, whose pages the process keeps. */
  private static long residentMegabytes() throws IOException {
    System.gc();
    long resident =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
            .findFirst()
            .orElseThrow();
    return (resident - Runtime.getRuntime().totalMemory() / 1024) / 1024;
  }
}
