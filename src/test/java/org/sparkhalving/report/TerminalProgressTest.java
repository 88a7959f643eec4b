package org.sparkhalving.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkhalving.report.Epochs.epoch;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jline.builtins.ScreenTerminal;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;

class TerminalProgressTest {
  private static final Screen SCREEN = new Screen(100, 24, true);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);
  private final FakeClock clock = new FakeClock();

  private static Study study(int trials) {
    return Study.halving(trials, 1, 2, Metric.VAL_ACCURACY);
  }

  /** What a terminal shows of all that was written to it. */
  private List<String> lines() {
    ScreenTerminal terminal = new ScreenTerminal(SCREEN.width(), 500);
    terminal.write(bytes.toString(UTF_8).replace("\n", "\r\n"));
    return terminal
        .toString()
        .lines()
        .map(String::stripTrailing)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  @Test
  void leavesALineForEachRungFailureAndNotice() {
    Study study = study(4);
    try (Progress progress = new TerminalProgress(out, SCREEN, study.plan("quick", 2), clock)) {
      progress.notice("training on the CPU", out);
      study.reaches(progress, 0, 0, epoch(1, 80));
      study.reaches(progress, 1, 0, epoch(1, 85.214));
      study.fails(progress, 3, 0, FailureReason.OUT_OF_MEMORY, "2 GB are too few");
      study.reaches(progress, 2, 0, epoch(1, 79));
      study.reaches(progress, 0, 1, epoch(2, 86.5));
      study.reaches(progress, 1, 1, epoch(2, 86));
      clock.advanceSeconds(61);
    }
    assertThat(lines())
        .containsExactly(
            "quick: 4 trials to 1 epoch, the best 2 to 2: 6 epochs in all, 2 trials at a time",
            "training on the CPU",
            "trial 3 failed (out-of-memory): 2 GB are too few",
            "rung 0 (1 epoch): 4 trials, 1 of them failed; best so far 85.21 % (trial 1)",
            "rung 1 (2 epochs): 2 trials; best so far 86.50 % (trial 0)",
            "5 of 5 epochs done after 0:01:01; 1 of 4 trials failed");
  }

  @Test
  void drawsTheLiveLinesInPlaceBelowThePermanentOnes() {
    Study study = study(4);
    try (Progress progress = new TerminalProgress(out, SCREEN, study.plan("quick", 2), clock)) {
      progress.notice("training on the CPU", out);
      assertThat(lines())
          .startsWith(
              "quick: 4 trials to 1 epoch, the best 2 to 2: 6 epochs in all, 2 trials at a time",
              "training on the CPU",
              "[>         ] 0/6 epochs (full training: 8), 0:00:00 so far, - left",
              "best -")
          .hasSize(2 + 6);
      study.starts(progress, 0, 0);
      study.fails(progress, 3, 0, FailureReason.DIVERGED, "NaN");
      assertThat(lines())
          .startsWith(
              "quick: 4 trials to 1 epoch, the best 2 to 2: 6 epochs in all, 2 trials at a time",
              "training on the CPU",
              "trial 3 failed (diverged): NaN")
          .filteredOn(line -> line.startsWith("["))
          .hasSize(1);
    }
    assertThat(lines()).hasSize(4);
  }

  @Test
  void whatOthersWriteToTheTerminalStays() {
    Study study = study(4);
    try (Progress progress = new TerminalProgress(out, SCREEN, study.plan("quick", 2), clock)) {
      out.print("WARN lost executor 3\n");
      study.fails(progress, 3, 0, FailureReason.DIVERGED, "NaN");
      out.print("WARN lost executor 4\n");
      study.fails(progress, 2, 0, FailureReason.DIVERGED, "NaN");
      assertThat(lines())
          .startsWith(
              "quick: 4 trials to 1 epoch, the best 2 to 2: 6 epochs in all, 2 trials at a time",
              "WARN lost executor 3",
              "trial 3 failed (diverged): NaN",
              "WARN lost executor 4",
              "trial 2 failed (diverged): NaN")
          .filteredOn(line -> line.startsWith("["))
          .hasSize(1);
    }
  }

  @Test
  void aScreenOfAnotherSizeIsDrawnAnew() {
    try (Progress progress = new TerminalProgress(out, SCREEN, study(4).plan("s", 2), clock)) {
      progress.resized(new Screen(40, 6, true));
      assertThat(lines())
          .containsExactly(
              "s: 4 trials to 1 epoch, the best 2 to 2: 6 epochs in all, 2 trials at a time",
              "[>         ] 0/6 epochs (full training:",
              "best -");
    }
  }

  @Test
  void redrawsByItself() {
    CompletableFuture<Void> drawn = new CompletableFuture<>();
    PrintStream watched =
        new PrintStream(bytes, true, UTF_8) {
          @Override
          public void print(String text) {
            if (text.contains("83.21")) {
              drawn.complete(null);
            }
          }
        };
    Study study = study(4);
    try (Progress progress = new TerminalProgress(watched, SCREEN, study.plan("s", 2), clock)) {
      study.starts(progress, 2, 0);
      progress.epochEnded(new Job(2, 0), epoch(1, 83.21));
      assertThat(drawn).succeedsWithin(Duration.ofSeconds(30));
    }
  }

  @Test
  void endsWithWrappingOnAndSaysTheEndOnce() {
    Progress progress = new TerminalProgress(out, SCREEN, study(4).plan("quick", 2), clock);
    progress.close();
    String once = bytes.toString(UTF_8);
    progress.close();
    assertThat(once.lastIndexOf("\u001b[?7h")).isGreaterThan(once.lastIndexOf("\u001b[?7l"));
    assertThat(bytes.toString(UTF_8)).isEqualTo(once);
    assertThat(lines()).hasSize(2).last().isEqualTo("0 of 6 epochs done after 0:00:00");
  }

  @Test
  void withoutColoursThereAreNone() {
    Study study = study(4);
    study.reach(0, 0, epoch(1, 80));
    study.fail(3, 0, FailureReason.DIVERGED, "NaN");
    Screen plain = new Screen(100, 24, false);
    new TerminalProgress(out, plain, study.plan("quick", 2), clock).close();
    assertThat(bytes.toString(UTF_8))
        .contains("best 80.00 %", "failed: 1 diverged")
        .doesNotContainPattern("\u001b\\[[0-9;]*m");
  }

  @Test
  void doesNotSayAgainWhatWasFinishedBeforeAResume() {
    Study study = study(1);
    study.reach(0, 0, epoch(1, 80));
    try (Progress progress = new TerminalProgress(out, SCREEN, study.plan("quick", 1), clock)) {
      study.reaches(progress, 0, 1, epoch(2, 81));
    }
    assertThat(lines())
        .filteredOn(line -> line.startsWith("rung"))
        .containsExactly("rung 1 (2 epochs): 1 trial; best so far 81.00 % (trial 0)");
  }

  @Test
  void threadsMayTellAtOnce() {
    int trials = 400;
    Study study = study(trials);
    try (Progress progress = new TerminalProgress(out, SCREEN, study.plan("quick", 2), clock)) {
      for (int trial = 0; trial < trials; trial++) {
        study.starts(progress, trial, 0);
      }
      CompletableFuture<Void> epochs =
          CompletableFuture.runAsync(
              () -> {
                for (int trial = 0; trial < trials; trial++) {
                  progress.epochEnded(new Job(trial, 0), epoch(1, trial / 10.0));
                }
              });
      for (int trial = 0; trial < trials; trial++) {
        study.reaches(progress, trial, 0, epoch(1, trial / 10.0));
        progress.notice("trial " + trial + " ended", out);
      }
      epochs.join();
    }
    assertThat(lines())
        .hasSize(trials + 3)
        .contains("rung 0 (1 epoch): 400 trials; best so far 39.90 % (trial 399)")
        .endsWith("400 of 600 epochs done after 0:00:00");
  }
}
