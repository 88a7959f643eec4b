package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.storage.Event;
import org.sparkhalving.storage.Journal;
import org.sparkhalving.storage.StudyFolder;
import org.sparkhalving.training.Progress;

/**
 * The same study, run by processes that are left alone, killed, and asked to stop: in the end every
 * table has the same rows, floating-point numbers bit for bit.
 */
class KillAndResumeIT {
  private static final int SIGKILLED = 128 + 9;
  private static final int SIGABORTED = 128 + 6;

  @TempDir private static Path folder;
  private static Workplace workplace;
  private static List<String> undisturbed;

  @BeforeAll
  static void runUndisturbed() throws IOException, InterruptedException {
    workplace = Workplace.in(folder);
    workplace.settings(
        """
        search.trials = 6
        scheduler { min-epochs = 40, max-epochs = 160 }
        search.space.l1_drop = { uniform = [0, 0.5] }
        training { batch_norm = true, hidden_sizes = [16, 8] }
        """);
    try (SubmittedProcess process = start("undisturbed", "local[1]", "undisturbed")) {
      assertFinished(process.end());
    }
    undisturbed = tables("undisturbed");
    assertThat(undisturbed).hasSize(6 + (6 * 40 + 3 * 40 + 1 * 80) + (6 + 3 + 1));
  }

  private static SubmittedProcess start(String output, String master, String study, String... more)
      throws IOException {
    String[] arguments = workplace.searchArguments("--set", "study.name=" + study);
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return SubmittedProcess.start(folder.resolve("output-" + output), master, all);
  }

  private static List<String> tables(String study) throws IOException {
    try (SparkSession session = StudyTables.session()) {
      return StudyTables.contents(session, workplace.study(study));
    }
  }

  private static void assertFinished(CommandRun run) {
    assertThat(run.err()).doesNotContain("\tat ", "error: ");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Best configuration", "test accuracy");
  }

  /** Goes on with a study until it has so many events of a type, then sends a signal. */
  private static CommandRun signalled(String study, String signal, String type, int events)
      throws IOException, InterruptedException {
    String output = signal + "-" + type + "-" + events;
    try (JournalWatch journal = new JournalWatch(workplace.study(study));
        SubmittedProcess process = start(output, "local[1]", study, "--resume")) {
      journal.await(type, events);
      process.signal(signal);
      return process.end();
    }
  }

  private static void assertInterrupted(CommandRun run) {
    assertThat(run.err())
        .contains("Stopped: " + Shutdown.REASON + ". Nothing is lost;")
        .doesNotContain("\tat ");
    assertThat(run.code()).isEqualTo(130);
  }

  @Test
  void aStudyThatIsKilledAndStoppedAgainAndAgainHasTheSameTables()
      throws IOException, InterruptedException {
    assertThat(signalled("killed", "KILL", "started", 1).code()).isEqualTo(SIGKILLED);
    assertThat(signalled("killed", "KILL", "finished", 2).code()).isEqualTo(SIGKILLED);
    assertInterrupted(signalled("killed", "TERM", "finished", 4));
    assertInterrupted(signalled("killed", "INT", "finished", 6));
    assertThat(signalled("killed", "KILL", "tested", 1).code()).isEqualTo(SIGKILLED);
    try (SubmittedProcess process = start("resumed", "local[1]", "killed", "--resume")) {
      assertFinished(process.end());
    }
    assertThat(tables("killed")).isEqualTo(undisturbed);
  }

  @Test
  void aSecondDriverIsRefusedAndTheFirstGoesOnToTheSameTablesOnTwoCores()
      throws IOException, InterruptedException {
    try (JournalWatch journal = new JournalWatch(workplace.study("two"));
        SubmittedProcess first = start("first", "local[2]", "two")) {
      journal.await("finished", 1);
      first.signal("STOP");
      try (SubmittedProcess second = start("second", "local[1]", "two", "--resume")) {
        CommandRun refused = second.end();
        assertThat(refused.errBelow(folder))
            .containsPattern(
                "error: study file:studies/two is being run by driver \\w+ on host .+, process \\d+, since .+;"
                    + " wait for its end, or stop it \\(process \\d+\\) and try again\n")
            .doesNotContain("\tat ");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.out()).isEmpty();
      } finally {
        first.signal("CONT");
      }
      assertFinished(first.end());
    }
    assertThat(tables("two")).isEqualTo(undisturbed);
  }

  @Test
  void aDriverThatIsKilledInTheMiddleOfARungGoesOnFromItsProgress()
      throws IOException, InterruptedException {
    String[] long40 = {"--set", "scheduler.min-epochs=40", "--set", "scheduler.max-epochs=40"};
    String[] saving = {long40[0], long40[1], long40[2], long40[3], "--resume"};
    try (SubmittedProcess process = start("whole", "local[1]", "whole", long40)) {
      assertFinished(process.end());
    }
    try (SubmittedProcess process = start("cut", "local[1]", "cut", saving)) {
      process.await(() -> !progress("cut").isEmpty());
      process.signal("KILL");
      assertThat(process.end().code()).isEqualTo(SIGKILLED);
    }
    Path file = progress("cut").get(0);
    Progress saved = Progress.decode(Files.readAllBytes(file), file.toString());
    try (SubmittedProcess process = start("gone-on", "local[1]", "cut", saving)) {
      assertFinished(process.end());
    }

    assertThat(tables("cut")).isEqualTo(tables("whole"));
    Event.Finished first =
        Journal.read(StudyFolder.existing(workplace.study("cut").toString(), new Configuration()))
            .stream()
            .filter(Event.Finished.class::isInstance)
            .map(Event.Finished.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(first.epochs()).hasSize(40).startsWith(saved.epochs().toArray(EpochMetrics[]::new));
    assertThat(progress("cut")).isEmpty();
  }

  @Test
  @Tag("long")
  void aStudyThatIsKilledAtThirtyRandomMomentsHasTheSameTables()
      throws IOException, InterruptedException {
    String[] longer = {"--set", "scheduler.min-epochs=400", "--set", "scheduler.max-epochs=1600"};
    try (SubmittedProcess process = start("longer", "local[2]", "longer", longer)) {
      assertFinished(process.end());
    }
    String[] resumed = {longer[0], longer[1], longer[2], longer[3], "--resume"};
    SplittableRandom random = new SplittableRandom(30);
    int killed = 0;
    for (int kill = 1; kill <= 30; kill++) {
      try (SubmittedProcess process = start("kill-" + kill, "local[2]", "torn", resumed)) {
        process.run(Duration.ofMillis(random.nextInt(1000, 8000)));
        killed += process.kill() ? 1 : 0;
      }
    }
    try (SubmittedProcess process = start("mended", "local[2]", "torn", resumed)) {
      assertFinished(process.end());
    }

    List<Event> events =
        Journal.read(StudyFolder.existing(workplace.study("torn").toString(), new Configuration()));
    System.out.printf(
        "SIGKILL of the driver: %d times, in %d of them the study was open%n",
        killed, events.stream().filter(Event.Opened.class::isInstance).count() - 1);
    assertThat(tables("torn")).isEqualTo(tables("longer"));
    assertThat(killed).isEqualTo(30);
  }

  @Test
  void aTrialWhoseNativeCodeAbortsTheProcessFailsAloneAndIsNamed()
      throws IOException, InterruptedException {
    List<String> keys =
        List.of("spark.plugins=org.sparkhalving.faults.AbortingTrial", "spark.faults.trial=2");
    String[] search =
        workplace.searchArguments(
            "--set", "study.name=aborted", "--set", "scheduler.type=none", "--resume");
    for (int attempt = 1; attempt <= 3; attempt++) {
      try (SubmittedProcess process =
          SubmittedProcess.start(folder.resolve("abort-" + attempt), "local[2]", keys, search)) {
        assertThat(process.end().code()).as("attempt %s", attempt).isEqualTo(SIGABORTED);
      }
    }
    try (SubmittedProcess process =
        SubmittedProcess.start(folder.resolve("after"), "local[2]", keys, search)) {
      assertFinished(process.end());
    }

    List<Event> failures =
        Journal.read(
                StudyFolder.existing(workplace.study("aborted").toString(), new Configuration()))
            .stream()
            .filter(Event.Failed.class::isInstance)
            .toList();
    assertThat(failures)
        .singleElement()
        .isInstanceOfSatisfying(
            Event.Failed.class,
            failed -> {
              assertThat(failed.trial()).isEqualTo(2);
              assertThat(failed.reason()).isEqualTo(FailureReason.CRASHED);
              assertThat(failed.message())
                  .startsWith(
                      "its native code ended the process 3 times, at last with SIGABRT (0x6)")
                  .contains("hs_err_pid");
            });
  }

  @Test
  void stopEndsARunningStudyCleanly() throws IOException, InterruptedException {
    String[] search =
        workplace.searchArguments(
            "--set",
            "study.name=asked",
            "--set",
            "scheduler.max-epochs=400",
            "--set",
            "scheduler.type=none",
            "--resume");
    try (SubmittedProcess running =
        SubmittedProcess.start(folder.resolve("running"), "local[1]", search)) {
      running.await(() -> !progress("asked").isEmpty());
      CommandRun stop = CommandRun.of("stop", workplace.study("asked").toString());
      assertThat(stop.code()).isZero();
      assertThat(stop.err()).contains("has stopped; search --resume goes on with it.");
      CommandRun ended = running.end();
      assertThat(ended.code()).isEqualTo(130);
      assertThat(ended.err()).contains("Stopped: asked to by `stop` on ");
    }
    assertThat(workplace.study("asked").resolve("stop.json")).doesNotExist();
    assertThat(CommandRun.of("stop", workplace.study("asked").toString()).err())
        .contains("is not running; there is nothing to stop.");
  }

  /** The files of jobs in the middle. */
  private static List<Path> progress(String study) {
    Path checkpoints = workplace.study(study).resolve("checkpoints");
    if (!Files.exists(checkpoints)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(checkpoints)) {
      return files.filter(file -> file.getFileName().toString().startsWith("progress-")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
