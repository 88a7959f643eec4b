package org.sparkhalving.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkhalving.report.Epochs.epoch;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkhalving.history.Snapshot;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Job;
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
    Study study = Study.halving(4, 1, 2, Metric.VAL_ACCURACY);
    try (Progress progress = new PlainProgress(out, study.plan("quick", 2), clock)) {
      progress.notice("no GPU was found:\ntraining on the CPU", out);
      clock.advanceSeconds(2.5);
      study.starts(progress, 1, 0);
      progress.epochEnded(new Job(1, 0), epoch(1, 85.214));
      study.reaches(progress, 1, 0, epoch(1, 85.214));
      study.reaches(progress, 0, 0, epoch(1, 80));
      clock.advanceSeconds(3600);
      study.fails(progress, 3, 0, FailureReason.DIVERGED, "the loss\u001b[1m is NaN");
      study.reaches(progress, 2, 0, epoch(1, 79));
      study.reaches(progress, 0, 1, new EpochMetrics(2, 0.4, 0.41, 86.5, 0.001, 2));
      study.reaches(progress, 1, 1, epoch(2, 86));
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
    Study study = Study.halving(4, 1, 2, Metric.VAL_LOSS);
    study.reach(0, 0, epoch(1, 80));
    new PlainProgress(out, study.plan("quick", 1), clock).close();
    assertThat(bytes.toString(UTF_8))
        .startsWith(
            "quick: 4 trials to 1 epoch, the best 2 to 2: 6 epochs in all, 1 trial at a time;"
                + " done before: 1 epoch\n")
        .endsWith("\n1 of 6 epochs done after 0:00:00\n");
  }

  @Test
  void whatIsABoundSaysSo() {
    Study study = Study.asha(2, 1, 2, Metric.VAL_ACCURACY);
    try (Progress progress = new PlainProgress(out, study.plan("quick", 1), clock)) {
      study.reaches(progress, 0, 0, epoch(1, 80));
      study.reaches(progress, 0, 1, epoch(2, 81));
      study.reaches(progress, 1, 0, epoch(1, 79));
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
  void theBestSoFarIsNamedWhereItIsAnEarlierEpochs() {
    Study study = Study.halving(2, 1, 2, Metric.VAL_ACCURACY);
    try (Progress progress = new PlainProgress(out, study.plan("quick", 1), clock)) {
      study.reaches(progress, 0, 0, epoch(1, 85));
      study.reaches(progress, 1, 0, epoch(1, 80));
      study.reaches(progress, 0, 1, epoch(2, 84.5));
    }
    assertThat(bytes.toString(UTF_8).lines().skip(4).findFirst())
        .get()
        .asString()
        .contains("84.50")
        .endsWith("  best, with 85.00 %");
  }

  @Test
  void trialsThatBeginInALaterRungArePartOfThePlan() {
    Outlook brackets =
        new Outlook(
            List.of(
                new Outlook.Rung(1, 4, 4), new Outlook.Rung(2, 5, 3), new Outlook.Rung(4, 4, 2)),
            true);
    Snapshot start =
        new Snapshot(
            brackets,
            List.of(
                new Snapshot.Rung(1, 4, 0, 0, 0, 4),
                new Snapshot.Rung(2, 5, 0, 0, 0, 8),
                new Snapshot.Rung(4, 4, 0, 0, 0, 12)),
            0,
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            Map.of());
    new PlainProgress(out, new Plan("s", start, 1, Metric.VAL_LOSS), clock).close();
    assertThat(bytes.toString(UTF_8))
        .startsWith(
            "s: 4 trials to 1 epoch, the best 2 and 3 more to 2, 2 and 2 more to 4: 24 epochs in"
                + " all, 1 trial at a time\n");
  }

  @Test
  void repeatsAreCountedByThemselvesAndNameTheirOriginals() {
    Study study = Study.halving(2, 1, 2, Metric.VAL_ACCURACY, 2);
    try (Progress progress = new PlainProgress(out, study.plan("s", 2), clock)) {
      study.reaches(progress, 0, 0, epoch(1, 80));
      study.reaches(progress, 1, 0, epoch(1, 85));
      study.reaches(progress, 1, 1, epoch(2, 86));
      study.reaches(progress, 3, 1, epoch(2, 99));
      study.fails(progress, 5, 1, FailureReason.DIVERGED, "NaN");
    }
    assertThat(bytes.toString(UTF_8))
        .startsWith(
            "s: 2 trials to 1 epoch, the best 1 to 2, then 2 repeats: 7 epochs in all, 2 trials at a time\n")
        .endsWith(
            """
             0:00:00     1     1 of 1      1       2      86.00    0.4500      0.5000   -10.0         3 of 7    0:00:04  best
             0:00:00     -     1 of 2      3       2      99.00    0.4500      0.5000   -10.0         5 of 7    0:00:04  repeats trial 1
             0:00:00     -     2 of 2      5       0          -         -           -       -         5 of 5    0:00:00  failed (diverged): NaN; it repeated trial 1, whose mean is without it
            5 of 5 epochs done after 0:00:00
            """);
  }

  @Test
  void whatIsNotRecordedIsNotDone() {
    Study study = Study.halving(1, 2, 2, Metric.VAL_LOSS);
    Progress progress = new PlainProgress(out, study.plan("s", 0), clock);
    study.starts(progress, 0, 0);
    progress.epochEnded(new Job(0, 0), epoch(2, 80));
    progress.close();
    assertThat(bytes.toString(UTF_8))
        .startsWith(
            "s: 1 trial to 2 epochs: 2 epochs in all, as many trials at a time as executors have room for\n")
        .endsWith("\n0 of 2 epochs done after 0:00:00\n");
  }

  @Test
  void noticesGoWhereTheyAreWanted() {
    ByteArrayOutputStream other = new ByteArrayOutputStream();
    Plan plan = Study.halving(1, 2, 2, Metric.VAL_LOSS).plan("s", 1);
    new PlainProgress(out, plan, clock).notice("no executor", new PrintStream(other, true, UTF_8));
    assertThat(other.toString(UTF_8)).isEqualTo(" 0:00:00  no executor\n");
    assertThat(bytes.toString(UTF_8)).doesNotContain("no executor");
  }
}
