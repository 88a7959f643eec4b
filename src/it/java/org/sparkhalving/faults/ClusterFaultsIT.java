package org.sparkhalving.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.cli.CommandRun;
import org.sparkhalving.cli.SubmittedProcess;
import org.sparkhalving.history.Event;
import org.sparkhalving.search.FailureReason;

/**
 * Processes of a real standalone cluster are killed while it runs a study, tasks are slow or fail:
 * the tables are those of local mode.
 */
class ClusterFaultsIT {
  private static final int SMALL = 6;
  private static final int LARGE = 24;

  @TempDir private static Path shared;
  private static final Map<Integer, List<String>> UNDISTURBED = new HashMap<>();
  private static StandaloneCluster cluster;
  @TempDir private Path folder;

  @BeforeAll
  static void startCluster() throws IOException {
    cluster = StandaloneCluster.start(shared.resolve("cluster"), 2);
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  /** An application that ends leaves its executors a moment longer. */
  @AfterEach
  void makeTheClusterWhole() throws IOException {
    cluster.startMissingWorkers();
    for (ProcessHandle executor : cluster.executors()) {
      executor.onExit().orTimeout(1, TimeUnit.MINUTES).join();
    }
  }

  private static List<String> undisturbed(int trials) throws IOException, InterruptedException {
    List<String> known = UNDISTURBED.get(trials);
    if (known == null) {
      known = new ClusterStudy(shared.resolve("undisturbed-" + trials), trials).undisturbed();
      UNDISTURBED.put(trials, known);
    }
    return known;
  }

  @Test
  void aStudyContinuesWhenAnExecutorIsKilled() throws Exception {
    killExecutors(new ClusterStudy(folder, SMALL), 1, 1);
  }

  @Test
  void aStudyContinuesWithTheSameGpusWhenAllExecutorsAreKilled() throws Exception {
    killExecutors(new ClusterStudy(folder, SMALL), 1, 2);
  }

  @Test
  void attemptsThatFailAddNoRows() throws Exception {
    failAttempts(new ClusterStudy(folder, SMALL));
  }

  @Test
  void aTrialWhoseNativeCodeAbortsItsExecutorFailsAloneWhereTwoShareOne() throws Exception {
    abort(new ClusterStudy(folder, SMALL));
  }

  @Test
  void aNodeWhoseEveryTaskFailsFailsNoTrial() throws Exception {
    sickNode(new ClusterStudy(folder, SMALL));
  }

  @Test
  @Tag("long")
  void aClusterWhoseEveryTaskFailsStopsTheSearchAndFailsNoTrial() throws Exception {
    sickCluster(new ClusterStudy(folder, SMALL));
  }

  @Test
  @Tag("long")
  void anExecutorMayBeKilledAgainAndAgain() throws Exception {
    killExecutors(new ClusterStudy(folder, LARGE), 5, 1);
  }

  @Test
  @Tag("long")
  void aStudyContinuesWithoutAWorkerAndWithOneThatComesBack() throws Exception {
    killWorkers(new ClusterStudy(folder, LARGE), 3);
  }

  @Test
  @Tag("long")
  void allExecutorsMayBeKilledAgainAndAgain() throws Exception {
    killExecutors(new ClusterStudy(folder, LARGE), 3, 2);
  }

  @Test
  @Tag("long")
  void speculativeCopiesAddNoRows() throws Exception {
    speculate(new ClusterStudy(folder, LARGE));
  }

  @Test
  @Tag("long")
  void attemptsThatFailInALongerStudyAddNoRows() throws Exception {
    failAttempts(new ClusterStudy(folder, LARGE));
  }

  /** Two trials share a GPU. With one attempt, a killed executor would be a crash if it counted. */
  private static void killExecutors(ClusterStudy study, int times, int atOnce) throws Exception {
    Killed killed = new Killed(study);
    try (SubmittedProcess process =
        study.start(cluster, 2, List.of(), List.of(), "--set", "resources.max-attempts=1")) {
      for (int kill = 0; kill < times; kill++) {
        killed.kill(process, task -> victims(task, atOnce));
      }
      ClusterStudy.requireDone(process);
    }
    killed.assertGpusAreShared(2);
    if (atOnce > 1) {
      killed.assertGpusAreUsedAgain(); // Otherwise the study may end before the new executor comes.
    }
    recovery(
            atOnce == 1 ? "cluster: SIGKILL of an executor" : "cluster: SIGKILL of all executors",
            study,
            times,
            killed.seconds())
        .assertNothingLost();
  }

  private static void victims(TaskSpan task, int atOnce) {
    StandaloneCluster.kill(
        atOnce == 1
            ? List.of(ProcessHandle.of(task.process()).orElseThrow())
            : cluster.executors());
  }

  private static void killWorkers(ClusterStudy study, int times) throws Exception {
    Killed killed = new Killed(study);
    try (SubmittedProcess process =
        study.start(cluster, 1, List.of(), List.of(), "--set", "resources.max-attempts=1")) {
      for (int kill = 0; kill < times; kill++) {
        killed.kill(process, task -> cluster.killWorker(cluster.workerOf(task.process())));
        cluster.startMissingWorkers();
      }
      ClusterStudy.requireDone(process);
    }
    killed.assertGpusAreShared(1);
    recovery("cluster: SIGKILL of a worker and its executor", study, times, killed.seconds())
        .assertNothingLost();
  }

  private static void speculate(ClusterStudy study) throws Exception {
    List<String> keys =
        List.of(
            "spark.speculation=true",
            "spark.speculation.interval=100ms",
            "spark.speculation.task.duration.threshold=3s");
    try (SubmittedProcess process = study.start(cluster, 2, List.of(SlowTasks.class), keys)) {
      ClusterStudy.requireDone(process);
    }
    List<TaskSpan> copies = study.trialSpans().stream().filter(t -> t.attempt() > 0).toList();
    recovery(
            "cluster: speculative copies of slow tasks",
            study,
            copies.size(),
            study.secondsOfRepeats())
        .assertNothingLost();
  }

  private static void failAttempts(ClusterStudy study) throws Exception {
    Path injections = Files.createDirectories(study.folder().resolve("injections"));
    List<String> keys = List.of("spark.faults.injections=" + injections, "spark.faults.seed=2");
    try (SubmittedProcess process =
        study.start(
            cluster, 2, List.of(FailingTasks.class), keys, "--set", "resources.max-attempts=4")) {
      ClusterStudy.requireDone(process);
    }
    recovery(
            "cluster: failed attempts, a fifth of all, three a job at most",
            study,
            entries(injections),
            study.secondsOfRepeats())
        .assertNothingLost();
    assertThat(new Occupancy(study.trialSpans()).busyUntilAllTrialsBegan(4))
        .as("share of the slots that were busy while trials waited")
        .isGreaterThan(0.75);
  }

  /** Spark tries what fails on the sick node on the other one. */
  private static void sickNode(ClusterStudy study) throws Exception {
    Path injections = Files.createDirectories(study.folder().resolve("injections"));
    List<String> keys =
        List.of("spark.faults.injections=" + injections, "spark.faults.host=127.0.0.2");
    try (SubmittedProcess process = study.start(cluster, 1, List.of(SickHost.class), keys)) {
      ClusterStudy.requireDone(process);
    }
    recovery(
            "cluster: a host whose every task fails",
            study,
            entries(injections),
            study.secondsOfRepeats())
        .assertNothingLost();
  }

  /** The first search ends with exit code 3; the second finds the cluster healthy. */
  private static void sickCluster(ClusterStudy study) throws Exception {
    Path injections = Files.createDirectories(study.folder().resolve("injections"));
    List<String> keys = List.of("spark.faults.injections=" + injections, "spark.faults.host=all");
    CommandRun run;
    try (SubmittedProcess process = study.start(cluster, 1, List.of(SickHost.class), keys)) {
      run = process.end();
    }
    assertThat(run.code()).as(run.err()).isEqualTo(3);
    assertThat(run.err())
        .contains("error: a task failed on 127.0.0.", "the disk is full")
        .contains("nothing is lost: resume with `search --resume`");
    long start = System.nanoTime();
    try (SubmittedProcess process = study.start(cluster, 1, List.of(), List.of(), "--resume")) {
      ClusterStudy.requireDone(process);
    }
    recovery(
            "cluster: every task on every host fails, then `--resume`",
            study,
            entries(injections),
            (System.nanoTime() - start) / 1e9)
        .assertNothingLost();
  }

  private static int entries(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return (int) files.count();
    }
  }

  /** Without promotions, so that other trials' rows are those of a study in which none fails. */
  private static void abort(ClusterStudy study) throws Exception {
    String[] none = {"--set", "scheduler.type=none"};
    ClusterStudy whole = new ClusterStudy(study.folder().resolve("whole"), study.trials());
    List<String> undisturbed = whole.undisturbed(none);
    try (SubmittedProcess process =
        study.start(
            cluster,
            2,
            List.of(AbortingTrial.class),
            List.of("spark.faults.trial=2"),
            none[0],
            none[1],
            "--set",
            "resources.max-attempts=2")) {
      ClusterStudy.requireDone(process);
    }
    List<TaskSpan> ended =
        study.trialSpans().stream().filter(task -> task.end() != TaskSpan.OPEN).toList();
    List<TaskSpan> aborted = study.trialSpans().stream().filter(t -> t.trial() == 2).toList();
    TaskSpan last = ended.get(ended.size() - 1);
    assertThat(aborted).as("two attempts beside another trial, two alone").hasSize(4);
    assertThat(ended)
        .allMatch(t -> t.end() <= aborted.get(2).start() || t.start() > aborted.get(3).start());
    assertThat(study.journal())
        .filteredOn(Event.Failed.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            Event.Failed.class,
            failed -> {
              assertThat(failed.trial()).isEqualTo(2);
              assertThat(failed.reason()).isEqualTo(FailureReason.CRASHED);
              assertThat(failed.message()).contains("ExecutorLostFailure", "134");
            });
    Recovery.of(
            "cluster: native code aborts an executor with two trials (other trials' rows)",
            aborted.size(),
            Recovery.ofOthers(2, study.tables()),
            Recovery.ofOthers(2, undisturbed),
            (last.end() - aborted.get(0).start()) / 1e3)
        .assertNothingLost();
  }

  private static Recovery recovery(String fault, ClusterStudy study, int injected, double seconds)
      throws IOException, InterruptedException {
    assertThat(study.journal()).noneMatch(Event.Failed.class::isInstance);
    return Recovery.of(fault, injected, study.tables(), undisturbed(study.trials()), seconds);
  }
}
