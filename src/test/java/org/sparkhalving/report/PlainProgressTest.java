package org.sparkhalving.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkhalving.report.Epochs.epoch;
import static org.sparkhalving.report.Epochs.last;
import static org.sparkhalving.report.Epochs.outlook;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.scheduler.Outlook;

class PlainProgressTest {
  private static final String EXPECTED =
      """
      quick: 4 trials to 1 epoch, the best 2 to 2: 6 epochs in all, 2 trials at a time
          time  rung     trials  trial  epochs  val acc %  val loss  train loss  Diff %     all epochs  time left
       0:00:00  no GPU was found: training on the CPU
       0:00:02     0     1 of 4      1       1      85.21    0.4500      0.5000   -10.0         1 of 6    0:00:05  best
       0:00:02     0     2 of 4      0       1      80.00    0.4500      0.5000   -10.0         2 of 6    0:00:04
       1:00:02     0     3 of 4      3       0          -         -           -       -         2 of 5    0:00:04  failed (diverged): the loss [1m is NaN
       1:00:02     0     4 of 4      2       1      79.00    0.4500      0.5000   -10.0         3 of 5    0:00:02
       1:00:02     1     1 of 2      0       2      86.50    0.4100      0.4000     2.5         4 of 5    0:00:02  best
       1:00:02     1     2 of 2      1       2      86.00    0.4500      0.5000   -10.0         5 of 5    0:00:00
      5 of 5 epochs done after 1:00:02; 1 of 4 trials failed
      """;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);
  private final FakeClock clock = new FakeClock();

  private void search() {
    Plan plan =
        new Plan("quick", outlook(List.of(1, 2), List.of(4, 2)), 2, Metric.VAL_ACCURACY, List.of());
    try (Progress progress = new PlainProgress(out, plan, clock)) {
      progress.notice("no GPU was found:\ntraining on the CPU", out);
      clock.advanceSeconds(2.5);
      progress.epochEnded(1, 0, epoch(1, 85.214));
      progress.jobEnded(1, 0, last(1, 85.214), Optional.empty(), "");
      progress.jobEnded(0, 0, last(1, 80), Optional.empty(), "");
      clock.advanceSeconds(3600);
      progress.expect(outlook(List.of(1, 2), List.of(4, 2)));
      progress.jobEnded(
          3, 0, Optional.empty(), Optional.of(FailureReason.DIVERGED), "the loss\u001b[1m is NaN");
      progress.jobEnded(2, 0, last(1, 79), Optional.empty(), "");
      progress.jobEnded(
          0, 1, Optional.of(new EpochMetrics(2, 0.4, 0.41, 86.5, 0.001, 2)), Optional.empty(), "");
      progress.jobEnded(1, 1, last(2, 86), Optional.empty(), "");
    }
  }

  @Test
  void printsALineForEachTrialThatEndsARung() {
    search();
    assertThat(bytes.toString(UTF_8)).isEqualTo(EXPECTED);
  }

  @Test
  void isTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      search();
    } finally {
      Locale.setDefault(before);
    }
    assertThat(bytes.toString(UTF_8)).isEqualTo(EXPECTED);
  }

  @Test
  void aResumedStudySaysWhatWasDoneBefore() {
    Plan plan =
        new Plan(
            "quick",
            outlook(List.of(1, 2), List.of(4, 2)),
            1,
            Metric.VAL_LOSS,
            List.of(new Plan.Trained(0, 0, 0, last(1, 80), Optional.empty())));
    new PlainProgress(out, plan, clock).close();
    assertThat(bytes.toString(UTF_8))
        .startsWith(
            "quick: 4 trials to 1 epoch, the best 2 to 2: 6 epochs in all, 1 trial at a time;"
                + " done before: 1 epoch\n")
        .endsWith("\n1 of 6 epochs done after 0:00:00\n");
  }

  @Test
  void whatIsABoundSaysSo() {
    Plan plan = new Plan("quick", bound(2), 1, Metric.VAL_ACCURACY, List.of());
    try (Progress progress = new PlainProgress(out, plan, clock)) {
      progress.jobEnded(0, 0, last(1, 80), Optional.empty(), "");
      progress.jobEnded(0, 1, last(2, 81), Optional.empty(), "");
      progress.expect(bound(1));
      progress.jobEnded(1, 0, last(1, 79), Optional.empty(), "");
    }
    assertThat(bytes.toString(UTF_8))
        .isEqualTo(
            """
            quick: 2 trials to 1 epoch, the best of them to 2: at most 4 epochs in all, 1 trial at a time
                time  rung     trials  trial  epochs  val acc %  val loss  train loss  Diff %     all epochs  time left
             0:00:00     0     1 of 2      0       1      80.00    0.4500      0.5000   -10.0       1 of <=4  <=0:00:06  best
             0:00:00     1   1 of <=2      0       2      81.00    0.4500      0.5000   -10.0       2 of <=4  <=0:00:04  best
             0:00:00     0     2 of 2      1       1      79.00    0.4500      0.5000   -10.0         3 of 3    0:00:00
            3 of 3 epochs done after 0:00:00
            """);
  }

  @Test
  void trialsThatBeginInALaterRungArePartOfThePlan() {
    Outlook brackets =
        new Outlook(
            List.of(
                new Outlook.Rung(1, 4, 4), new Outlook.Rung(2, 5, 3), new Outlook.Rung(4, 4, 2)),
            true);
    new PlainProgress(out, new Plan("s", brackets, 1, Metric.VAL_LOSS, List.of()), clock).close();
    assertThat(bytes.toString(UTF_8))
        .startsWith(
            "s: 4 trials to 1 epoch, the best 2 and 3 more to 2, 2 and 2 more to 4: 24 epochs in"
                + " all, 1 trial at a time\n");
  }

  /** What an asha of two trials expects: up to {@code most} in the second rung. */
  private static Outlook bound(int most) {
    return new Outlook(List.of(new Outlook.Rung(1, 2, 2), new Outlook.Rung(2, most, 0)), false);
  }

  @Test
  void whatIsNotRecordedIsNotDone() {
    Plan plan = new Plan("s", outlook(List.of(2), List.of(1)), 0, Metric.VAL_LOSS, List.of());
    Progress progress = new PlainProgress(out, plan, clock);
    progress.epochEnded(0, 0, epoch(2, 80));
    progress.close();
    assertThat(bytes.toString(UTF_8))
        .startsWith(
            "s: 1 trial to 2 epochs: 2 epochs in all, as many trials at a time as executors have room for\n")
        .endsWith("\n0 of 2 epochs done after 0:00:00\n");
  }

  @Test
  void noticesGoWhereTheyAreWanted() {
    ByteArrayOutputStream other = new ByteArrayOutputStream();
    Plan plan = new Plan("s", outlook(List.of(2), List.of(1)), 1, Metric.VAL_LOSS, List.of());
    new PlainProgress(out, plan, clock).notice("no executor", new PrintStream(other, true, UTF_8));
    assertThat(other.toString(UTF_8)).isEqualTo(" 0:00:00  no executor\n");
    assertThat(bytes.toString(UTF_8)).doesNotContain("no executor");
  }
}
