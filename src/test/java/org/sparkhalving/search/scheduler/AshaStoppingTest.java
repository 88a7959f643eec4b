package org.sparkhalving.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;

class AshaStoppingTest {

  /** Arrivals of trials 0, 1, … at the first rung, factor 2; N fails. Marks: who is promoted. */
  @ParameterizedTest
  @CsvSource({
    "HALVING, 50 60 55 70 65 40, ++-++-",
    "HALVING, 50 50 50 50, +---",
    "HALVING, N 50 60 55 70, -++++",
    "HALVING, N N N N 50 40, ----++",
    "RAY, 50 60 55 70 65 40, +++++-",
    "RAY, 50 50 50 50, ++++",
    "RAY, N 50 40 45 44, -+-+-",
    "OPTUNA, 50 60 55 70 65 40, ++-++-",
    "OPTUNA, 50 50 50 49, +++-",
    "OPTUNA, N 50 60 55 70, -++-+"
  })
  void whoIsPromotedDependsOnThoseBefore(StoppingRule rule, String metrics, String marks) {
    assertThat(marks(rule, metrics)).isEqualTo(marks);
  }

  private static String marks(StoppingRule rule, String metrics) {
    String[] values = metrics.split(" ", -1);
    AshaStopping asha =
        new AshaStopping(values.length, Rungs.of(1, 2, 2), 2, Metric.VAL_ACCURACY, rule);
    StringBuilder marks = new StringBuilder();
    for (int trial = 0; trial < values.length; trial++) {
      Outcome outcome =
          values[trial].equals("N")
              ? new Outcome.Failed()
              : new Outcome.Reached(Double.parseDouble(values[trial]));
      marks.append(asha.tell(new Job(trial, 0), outcome).isEmpty() ? "-" : "+");
    }
    return marks.toString();
  }

  @Test
  void rowsSayWhatATrialWasJudgedAgainstWhenItArrived() {
    AshaStopping asha =
        new AshaStopping(4, Rungs.of(1, 2, 2), 2, Metric.VAL_LOSS, StoppingRule.HALVING);
    asha.tell(new Job(2, 0), new Outcome.Reached(0.5));
    asha.tell(new Job(0, 0), new Outcome.Reached(0.6));
    asha.tell(new Job(2, 1), new Outcome.Reached(0.4));
    asha.tell(new Job(3, 0), new Outcome.Failed());

    assertThat(asha.decisions()).isEmpty();
    assertThat(asha.outlook().epochs()).isEqualTo(4 + 2);
    assertThat(asha.tell(new Job(1, 0), new Outcome.Reached(0.55))).containsExactly(new Job(1, 1));
    assertThat(asha.isFinished()).isFalse();
    asha.tell(new Job(1, 1), new Outcome.Reached(0.3));
    assertThat(asha.decisions())
        .containsExactly(
            new Decision(0, 1, 2, 1, 1, Outcome.of(0.5), true, Decision.Reason.TOP),
            new Decision(0, 1, 1, 2, 4, Outcome.of(0.55), true, Decision.Reason.TOP),
            new Decision(0, 1, 0, 2, 2, Outcome.of(0.6), false, Decision.Reason.BELOW),
            new Decision(0, 1, 3, 3, 3, Outcome.of(Double.NaN), false, Decision.Reason.FAILED),
            new Decision(1, 2, 1, 1, 2, Outcome.of(0.3), false, Decision.Reason.FINAL),
            new Decision(1, 2, 2, 2, 2, Outcome.of(0.4), false, Decision.Reason.FINAL));
    assertThat(List.of(asha.state(0), asha.state(1), asha.state(3)))
        .containsExactly(TrialState.STOPPED, TrialState.COMPLETED, TrialState.FAILED);
  }

  @ParameterizedTest
  @EnumSource(StoppingRule.class)
  void everyOrderOfCompletionEnds(StoppingRule rule) {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      HalvingCase tested = HalvingCase.random(random, 40);
      RandomSchedule played =
          new RandomSchedule(
              () ->
                  new AshaStopping(
                      tested.trials(), tested.rungs(), tested.factor(), tested.metric(), rule),
              tested::outcome,
              tested.trials(),
              random);
      assertThat(played.scheduler.decisions()).hasSameSizeAs(played.jobs);
    }
  }
}
