package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkhalving.cli.ProcessStudy.assertFinished;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.faults.Recovery;
import org.sparkhalving.history.Event;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.training.InterimCheckpoint;

/**
 * The same study, run by processes that are left alone, killed, stopped and replaced: in the end
 * every table has the same rows, floating-point numbers bit for bit.
 */
class KillAndResumeIT {
  private static final int SIGKILLED = 128 + 9;

  /** Settings of a study that takes a minute or more. */
  private static final String[] LONGER = {"scheduler.min-epochs=800", "scheduler.max-epochs=3200"};

  /** How often a driver is killed at random; .ci/run, which has an hour, asks for fewer. */
  private static final int KILLS = Integer.getInteger("kills", 30);

  @TempDir private static Path folder;
  private static Workplace workplace;
  private static List<String> undisturbed;

  @BeforeAll
  static void runUndisturbed() throws IOException, InterruptedException {
    workplace = Workplace.in(folder);
    workplace.settings(
        """
        search { trials = 6, repeats = 1 }
        scheduler { min-epochs = 40, max-epochs = 160 }
        search.space.l1_drop = { uniform = [0, 0.5] }
        training { batch_norm = true, hidden_sizes = [16, 8] }
        """);
    ProcessStudy study = study("undisturbed");
    study.end("only", "local[1]");
    undisturbed = study.tables();
    assertThat(undisturbed).hasSize(6 + 1 + (6 * 40 + 3 * 40 + 1 * 80 + 160) + (6 + 3 + 1));
  }

  private static ProcessStudy study(String name, String... changes) {
    return ProcessStudy.of(workplace, name, changes);
  }

  /** Resumes a study until it has so many events of a type, then sends a signal. */
  private static CommandRun signalled(ProcessStudy study, String signal, String type, int events)
      throws IOException, InterruptedException {
    try (JournalWatch journal = study.watch();
        SubmittedProcess process = study.start(signal + "-" + type + "-" + events, "local[1]")) {
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
    ProcessStudy study = study("killed");
    assertThat(signalled(study, "KILL", "started", 1).code()).isEqualTo(SIGKILLED);
    assertInterrupted(signalled(study, "TERM", "finished", 4));
    assertInterrupted(signalled(study, "INT", "finished", 6));
    assertThat(signalled(study, "KILL", "finished", 10).code())
        .as("in the repeat")
        .isEqualTo(SIGKILLED);
    assertThat(signalled(study, "KILL", "tested", 1).code()).isEqualTo(SIGKILLED);
    double seconds = study.end("resumed", "local[1]");
    Recovery.of(
            "driver: SIGKILL, SIGTERM and Ctrl-C in turn", 5, study.tables(), undisturbed, seconds)
        .assertNothingLost();
  }

  @Test
  void aSecondDriverIsRefusedAndTheFirstContinuesToTheSameTablesOnTwoCores()
      throws IOException, InterruptedException {
    ProcessStudy study = study("two");
    double seconds;
    try (JournalWatch journal = study.watch();
        SubmittedProcess first = study.start("first", "local[2]")) {
      journal.await("finished", 1);
      first.signal("STOP");
      long before = journal.outcomes();
      try (SubmittedProcess second = study.start("second", "local[1]")) {
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
      long start = System.nanoTime();
      journal.awaitOutcomes(before + 1);
      seconds = (System.nanoTime() - start) / 1e9;
      assertFinished(first.end());
    }
    Recovery.of("driver: a second one on the same study", 1, study.tables(), undisturbed, seconds)
        .assertNothingLost();
  }

  @Test
  void aDriverThatIsKilledInTheMiddleOfARungResumesFromItsInterimCheckpoints()
      throws IOException, InterruptedException {
    String[] oneRung = {"scheduler.min-epochs=40", "scheduler.max-epochs=40", "search.repeats=0"};
    ProcessStudy whole = study("whole", oneRung);
    ProcessStudy cut = study("cut", oneRung);
    whole.end("only", "local[1]");
    try (SubmittedProcess process = cut.start("first", "local[1]")) {
      process.await(() -> !cut.progress().isEmpty());
      process.signal("KILL");
      assertThat(process.end().code()).isEqualTo(SIGKILLED);
    }
    Path file = cut.progress().get(0);
    InterimCheckpoint saved = InterimCheckpoint.decode(Files.readAllBytes(file), file.toString());
    double seconds = cut.end("second", "local[1]");

    Recovery.of("driver: SIGKILL in mid-rung", 1, cut.tables(), whole.tables(), seconds)
        .assertNothingLost();
    assertThat(cut.events(Event.Finished.class).get(0).epochs())
        .hasSize(40)
        .startsWith(saved.epochs().toArray(EpochMetrics[]::new));
    assertThat(cut.progress()).isEmpty();
  }

  @Test
  @Tag("long")
  void aStudyThatIsKilledAtManyRandomMomentsHasTheSameTables()
      throws IOException, InterruptedException {
    ProcessStudy whole = study("longer", LONGER);
    ProcessStudy torn = study("torn", LONGER);
    whole.end("only", "local[2]");
    SplittableRandom random = new SplittableRandom(30);
    int killed = 0;
    boolean isUnfinished = true;
    while (isUnfinished && killed < KILLS) {
      try (SubmittedProcess process = torn.start("kill-" + killed, "local[2]")) {
        process.run(Duration.ofMillis(random.nextInt(1000, 8000)));
        isUnfinished = process.kill();
        killed += isUnfinished ? 1 : 0;
      }
    }
    double seconds = torn.end("last", "local[2]");

    int open = torn.events(Event.Opened.class).size() - 1;
    String fault = "driver: SIGKILL at random moments, in %d of them the study was open";
    Recovery.of(fault.formatted(open), killed, torn.tables(), whole.tables(), seconds)
        .assertNothingLost();
    assertThat(open).isPositive();
  }

  @Test
  @Tag("long")
  void aDriverThatIsStoppedForAMinuteAndReplacedFindsItselfFencedOut()
      throws IOException, InterruptedException {
    ProcessStudy whole = study("alone", LONGER);
    ProcessStudy replaced = study("replaced", LONGER);
    whole.end("only", "local[1]");
    double seconds;
    try (JournalWatch journal = replaced.watch();
        SubmittedProcess first = replaced.start("first", "local[1]")) {
      journal.await("finished", 1);
      first.signal("STOP");
      long before = journal.outcomes();
      nameAnotherHost(replaced.folder().resolve("lock.json"));
      long start = System.nanoTime();
      try (SubmittedProcess second = replaced.start("second", "local[1]")) {
        journal.awaitOutcomes(before + 1);
        seconds = (System.nanoTime() - start) / 1e9;
        second.run(Duration.ofMinutes(1).minusNanos(System.nanoTime() - start));
        first.signal("CONT");
        CommandRun fenced = first.end();
        assertThat(fenced.err()).contains("another driver").doesNotContain("\tat ");
        assertThat(fenced.code()).isEqualTo(1);
        assertFinished(second.end());
      }
    }
    Recovery.of(
            "driver: SIGSTOP for a minute, and replaced meanwhile",
            1,
            replaced.tables(),
            whole.tables(),
            seconds)
        .assertNothingLost();
  }

  /** A driver on this host would be seen to be alive: as if it ran on another. */
  private static void nameAnotherHost(Path lock) throws IOException {
    String ours = Files.readString(lock);
    String another = ours.replaceFirst("\"host\":\"[^\"]*\"", "\"host\":\"elsewhere\"");
    assertThat(another).isNotEqualTo(ours);
    Files.writeString(lock, another);
  }
}
