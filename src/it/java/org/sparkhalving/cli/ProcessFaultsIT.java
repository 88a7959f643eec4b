package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparkhalving.faults.Recovery;
import org.sparkhalving.history.Event;
import org.sparkhalving.search.FailureReason;

/** What ends a process that trains in local mode, from inside and on request. */
class ProcessFaultsIT {
  private static final int SIGABORTED = 128 + 6;

  @TempDir private Path folder;
  private Workplace workplace;

  @BeforeEach
  void settings() {
    workplace = Workplace.in(folder);
    workplace.settings("scheduler.type = none");
  }

  @Test
  void aTrialWhoseNativeCodeAbortsTheProcessFailsAloneAndIsNamed()
      throws IOException, InterruptedException {
    ProcessStudy whole = ProcessStudy.of(workplace, "whole");
    whole.end("only", "local[2]");
    ProcessStudy aborted =
        new ProcessStudy(
            workplace,
            "aborted",
            List.of("spark.plugins=org.sparkhalving.faults.AbortingTrial", "spark.faults.trial=2"),
            List.of());
    for (int attempt = 1; attempt <= 3; attempt++) {
      try (SubmittedProcess process = aborted.start("abort-" + attempt, "local[2]")) {
        assertThat(process.end().code()).as("attempt %s", attempt).isEqualTo(SIGABORTED);
      }
    }
    double seconds = aborted.end("last", "local[2]");

    assertThat(aborted.events(Event.Failed.class))
        .singleElement()
        .satisfies(
            failed -> {
              assertThat(failed.trial()).isEqualTo(2);
              assertThat(failed.reason()).isEqualTo(FailureReason.CRASHED);
              assertThat(failed.message())
                  .startsWith("its process ended 3 times, at last with SIGABRT (0x6)")
                  .contains("hs_err_pid");
            });
    Recovery.of(
            "driver: native code of a trial aborts it, in local mode (other trials' rows)",
            3,
            Recovery.ofOthers(2, aborted.tables()),
            Recovery.ofOthers(2, whole.tables()),
            seconds)
        .assertNothingLost();
  }

  @Test
  void stopEndsARunningStudyCleanly() throws IOException, InterruptedException {
    ProcessStudy asked = ProcessStudy.of(workplace, "asked", "scheduler.max-epochs=400");
    try (SubmittedProcess running = asked.start("only", "local[1]")) {
      running.await(() -> !asked.progress().isEmpty());
      assertThat(CommandRun.of("show", asked.folder().toString()).out())
          .contains(": running (by the lock of driver ");
      CommandRun stop = CommandRun.of("stop", asked.folder().toString());
      assertThat(stop.code()).isZero();
      assertThat(stop.err()).contains("has stopped; resume it with search --resume.");
      CommandRun ended = running.end();
      assertThat(ended.code()).isEqualTo(130);
      assertThat(ended.err()).contains("Stopped: asked to by `stop` on ");
    }
    assertThat(asked.folder().resolve("stop.json")).doesNotExist();
    assertThat(CommandRun.of("stop", asked.folder().toString()).err())
        .contains("is not running; there is nothing to stop. Resume it with search --resume.");
  }
}
