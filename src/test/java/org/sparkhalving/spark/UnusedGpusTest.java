package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Effort;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.scheduler.Outlook;
import org.sparkhalving.study.SilentListener;
import org.sparkhalving.study.StudyListener;

class UnusedGpusTest {
  private static final String NOTICE =
      "Executors hold GPUs, but trials train on the CPU: the engine finds no CUDA device there (the CPU's natives, or no"
          + " NVIDIA driver). Build with `mvn -Pgpu clean package -DskipTests`, or leave spark.executor.resource.gpu.amount out";

  private static final Snapshot AFTER =
      new Snapshot(
          new Outlook(List.of(new Outlook.Rung(1, 1, 1)), true),
          List.of(new Snapshot.Rung(1, 1, 1, 0, 0, 0)),
          0,
          1,
          1,
          Optional.empty(),
          Optional.empty(),
          Map.of());

  private final SilentListener listener = new SilentListener();

  @Test
  void trialsOnTheCpuOfExecutorsThatHoldGpusAreReportedOnce() {
    StudyListener noticed = UnusedGpus.noticed(listener, keys("spark://host:7077", "1"));

    noticed.jobEnded(onDevice("cuda:0"), AFTER);
    assertThat(listener.notices).isEmpty();
    noticed.jobEnded(onDevice("cpu"), AFTER);
    noticed.jobEnded(onDevice("cpu"), AFTER);
    assertThat(listener.notices).containsExactly(NOTICE);
  }

  @Test
  void executorsWithoutGpusAndLocalModeAreNot() {
    UnusedGpus.noticed(listener, keys("spark://host:7077", "0")).jobEnded(onDevice("cpu"), AFTER);
    UnusedGpus.noticed(listener, keys("local[2]", "1")).jobEnded(onDevice("cpu"), AFTER);

    assertThat(listener.notices).isEmpty();
  }

  private static SparkConf keys(String master, String gpus) {
    return new SparkConf(false)
        .set("spark.master", master)
        .set("spark.executor.resource.gpu.amount", gpus);
  }

  private static Event.Outcome onDevice(String device) {
    return Event.Finished.of(
        0,
        0,
        List.of(new EpochMetrics(1, 1, 1, 50, 0.1, 1)),
        new CheckpointReference("checkpoints/trial-0000/epoch-0001-a-1.safetensors", 1, "00"),
        new Effort(device, "host", 1, 1, Instant.EPOCH, Instant.EPOCH));
  }
}
