package org.sparkhalving.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkhalving.report.Epochs.epoch;
import static org.sparkhalving.report.Epochs.last;
import static org.sparkhalving.report.Epochs.outlook;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Metric;

class TerminalProgressTest {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);
  private final FakeClock clock = new FakeClock();

  private static Plan plan(int trials) {
    return new Plan(
        "quick",
        outlook(List.of(1, 2), List.of(trials, trials / 2)),
        2,
        Metric.VAL_ACCURACY,
        List.of());
  }

  /** What stays on the terminal: of each line, what was written since it was last cleared. */
  private List<String> lines() {
    return Arrays.stream(bytes.toString(UTF_8).split("\n"))
        .map(line -> line.substring(line.lastIndexOf(CLEAR_LINE) + 1).replace("\u001b[K", ""))
        .toList();
  }

  @Test
  void leavesALineForEachRungFailureAndNotice() {
    try (Progress progress = new TerminalProgress(out, plan(4), clock)) {
      progress.notice("training on the CPU", out);
      progress.jobEnded(0, 0, last(1, 80), Optional.empty(), "");
      progress.jobEnded(1, 0, last(1, 85.214), Optional.empty(), "");
      progress.jobEnded(
          3, 0, Optional.empty(), Optional.of(FailureReason.OUT_OF_MEMORY), "2 GB are too few");
      progress.jobEnded(2, 0, last(1, 79), Optional.empty(), "");
      progress.jobEnded(0, 1, last(2, 86.5), Optional.empty(), "");
      progress.jobEnded(1, 1, last(2, 86), Optional.empty(), "");
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
    Progress progress = new TerminalProgress(out, plan(4), clock);
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
    Plan plan =
        new Plan(
            "quick",
            outlook(List.of(1, 2), List.of(1, 1)),
            1,
            Metric.VAL_ACCURACY,
            List.of(new Plan.Trained(0, 0, 0, last(1, 80), Optional.empty())));
    try (Progress progress = new TerminalProgress(out, plan, clock)) {
      progress.jobEnded(0, 1, last(2, 81), Optional.empty(), "");
    }
    assertThat(lines())
        .filteredOn(line -> line.startsWith("rung"))
        .containsExactly("rung 1 (2 epochs): 1 trial; best so far 81.00 % (trial 0)");
  }

  @Test
  void threadsMayTellAtOnce() {
    int trials = 400;
    try (Progress progress = new TerminalProgress(out, plan(trials), clock)) {
      CompletableFuture<Void> epochs =
          CompletableFuture.runAsync(
              () -> {
                for (int trial = 0; trial < trials; trial++) {
                  progress.epochEnded(trial, 0, epoch(1, trial / 10.0));
                }
              });
      for (int trial = 0; trial < trials; trial++) {
        progress.jobEnded(trial, 0, last(1, trial / 10.0), Optional.empty(), "");
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
