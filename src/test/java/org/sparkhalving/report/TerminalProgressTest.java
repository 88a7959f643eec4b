package org.sparkhalving.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkhalving.report.Epochs.epoch;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;

class TerminalProgressTest {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);
  private final FakeClock clock = new FakeClock();

  private static Study study(int trials) {
    return Study.halving(trials, 1, 2, Metric.VAL_ACCURACY);
  }

  /** What stays on the terminal: of each line, what was written since it was last cleared. */
  private List<String> lines() {
    return Arrays.stream(bytes.toString(UTF_8).split("\n"))
        .map(line -> line.substring(line.lastIndexOf(CLEAR_LINE) + 1).replace("\u001b[K", ""))
        .toList();
  }

  @Test
  void leavesALineForEachRungFailureAndNotice() {
    Study study = study(4);
    try (Progress progress = new TerminalProgress(out, study.plan("quick", 2), clock)) {
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
  void endsWithTheLiveLineClearedAndWrappingOn() {
    Progress progress = new TerminalProgress(out, study(4).plan("quick", 2), clock);
    progress.close();
    String once = bytes.toString(UTF_8);
    progress.close();
    assertThat(once)
        .contains("[>         ] 0/6 epochs, - left, best -, rung 0: 0/4 trials\u001b[?7h")
        .endsWith(CLEAR_LINE + "0 of 6 epochs done after 0:00:00\n")
        .isEqualTo(bytes.toString(UTF_8));
  }

  @Test
  void doesNotSayAgainWhatWasFinishedBeforeAResume() {
    Study study = study(1);
    study.reach(0, 0, epoch(1, 80));
    try (Progress progress = new TerminalProgress(out, study.plan("quick", 1), clock)) {
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
    try (Progress progress = new TerminalProgress(out, study.plan("quick", 2), clock)) {
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
