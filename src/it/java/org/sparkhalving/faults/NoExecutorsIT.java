package org.sparkhalving.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.cli.CommandRun;
import org.sparkhalving.cli.SubmittedProcess;
import org.sparkhalving.history.Event;

/** A study that gets no executors, or no master, ends when it is asked to, or by itself. */
class NoExecutorsIT {
  private static final int TRIALS = 6;
  private static final int INTERRUPTED = 130;
  private static final int ENVIRONMENT = 3;

  @TempDir private Path folder;

  @Test
  void aSearchThatWaitsForItsMasterEndsAtOnce() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (SubmittedProcess process =
        new ClusterStudy(folder, 2).start("spark://127.0.0.1:" + port, 1, List.of(), List.of())) {
      process.await(
          () ->
              process
                  .output()
                  .contains(
                      "The master spark://127.0.0.1:%d does not answer (Connection refused); Spark tries to reach it for about a minute."
                          .formatted(port)));
      process.signal("INT");
      CommandRun run = process.end();
      assertThat(run.code()).as(run.err()).isEqualTo(INTERRUPTED);
      assertThat(run.err())
          .as("before Spark gives the master up")
          .doesNotContain("All masters are unresponsive", "did not stop within");
    }
    assertThat(folder.resolve("s")).doesNotExist();
  }

  @Test
  @Tag("long")
  void aStudyWithoutExecutorsStopsWithinSeconds() throws Exception {
    ClusterStudy study = new ClusterStudy(folder.resolve("study"), 2);
    List<String> tooLarge =
        List.of("spark.executor.memory=8g", "spark.scheduler.minRegisteredResourcesRatio=0");
    double longest = 0;
    try (StandaloneCluster cluster = StandaloneCluster.start(folder.resolve("cluster"), 1)) {
      try (SubmittedProcess process = study.start(cluster.master(), 1, List.of(), tooLarge)) {
        process.await(() -> isRunning(study, 1));
        Ended ended = Ended.of(process, () -> process.signal("INT"));
        longest = requireStopped(ended);
      }
      assertThat(Path.of(study.uri(), "trials/part-00000.parquet")).exists();
      try (SubmittedProcess process =
          study.start(cluster.master(), 1, List.of(), tooLarge, "--resume")) {
        process.await(() -> isRunning(study, 2));
        Ended ended =
            Ended.of(process, () -> assertThat(CommandRun.of("stop", study.uri()).code()).isZero());
        longest = Math.max(longest, requireStopped(ended));
      }
      try (SubmittedProcess process =
          study.start(cluster.master(), 1, List.of(), fewCores(), "--resume")) {
        ClusterStudy.requireDone(process);
      }
    }
    recovery("cluster: no executor ever, and stopped by Ctrl-C and `stop`", 2, study, longest);
  }

  private static List<String> fewCores() {
    return List.of("spark.cores.max=1");
  }

  private static double requireStopped(Ended ended) {
    assertThat(ended.run().code()).as(ended.run().err()).isEqualTo(INTERRUPTED);
    assertThat(ended.run().err()).contains("Nothing is lost");
    assertThat(ended.seconds()).isLessThan(10);
    return ended.seconds();
  }

  @Test
  @Tag("long")
  void aStudyWhoseMasterForgotItEndsAndIsResumed() throws Exception {
    ClusterStudy study = new ClusterStudy(folder.resolve("study"), TRIALS);
    Ended ended;
    try (StandaloneCluster cluster = StandaloneCluster.start(folder.resolve("cluster"), 2)) {
      try (SubmittedProcess process =
          study.start(
              cluster.master(), 1, List.of(EndlessTrial.class), List.of("spark.faults.trial=2"))) {
        process.await(() -> outcomes(study) > 0);
        ended = Ended.of(process, cluster::replaceMaster);
      }
      assertThat(ended.run().code()).as(ended.run().err()).isEqualTo(ENVIRONMENT);
      assertThat(ended.run().err())
          .contains(
              "error: the master %s does not know this application any more and gives it no executors: it was restarted without its state (spark.deploy.recoveryMode keeps it); nothing is lost"
                  .formatted(cluster.master()))
          .contains("--resume");
      try (SubmittedProcess process =
          study.start(cluster.master(), 1, List.of(), List.of(), "--resume")) {
        ClusterStudy.requireDone(process);
      }
    }
    recovery("cluster: master restarted, without its state", 1, study, ended.seconds());
  }

  private static boolean isRunning(ClusterStudy study, int sessions) {
    return study.journal().stream().filter(Event.Opened.class::isInstance).count() == sessions;
  }

  private static long outcomes(ClusterStudy study) {
    return study.journal().stream().filter(Event.Outcome.class::isInstance).count();
  }

  private void recovery(String fault, int injected, ClusterStudy study, double seconds)
      throws IOException, InterruptedException {
    List<String> undisturbed =
        new ClusterStudy(folder.resolve("undisturbed"), study.trials()).undisturbed();
    Recovery.of(fault, injected, study.tables(), undisturbed, seconds).assertNothingLost();
  }

  /** How a process ended after something was done to it, and after how many seconds. */
  private record Ended(CommandRun run, double seconds) {
    @FunctionalInterface
    interface Action {
      void run() throws IOException, InterruptedException;
    }

    static Ended of(SubmittedProcess process, Action action)
        throws IOException, InterruptedException {
      long start = System.nanoTime();
      action.run();
      CommandRun run = process.end();
      return new Ended(run, (System.nanoTime() - start) / 1e9);
    }
  }
}
