package org.sparkhalving.search.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sparkhalving.search.Metric.VAL_ACCURACY;
import static org.sparkhalving.search.Metric.VAL_LOSS;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Outcome;

class MemberTest {
  private static final List<Member> MEMBERS =
      List.of(
          new Member(4, new Outcome.Failed()),
          new Member(3, new Outcome.Reached(0.5)),
          new Member(2, new Outcome.Reached(0.25)),
          new Member(1, new Outcome.Failed()),
          new Member(0, new Outcome.Reached(0.5)),
          new Member(5, new Outcome.Reached(-0.0)),
          new Member(6, new Outcome.Reached(0.0)));

  @Test
  void higherAccuracyIsFirstThenTheLowerTrialAndFailedOnesAreLast() {
    assertThat(MEMBERS.stream().sorted(Member.bestFirst(VAL_ACCURACY)).map(Member::trial))
        .containsExactly(0, 3, 2, 5, 6, 1, 4);
  }

  @Test
  void lowerLossIsFirstThenTheLowerTrialAndFailedOnesAreLast() {
    assertThat(MEMBERS.stream().sorted(Member.bestFirst(VAL_LOSS)).map(Member::trial))
        .containsExactly(5, 6, 2, 0, 3, 1, 4);
  }

  @Test
  void aMetricThatIsNotFiniteIsAFailure() {
    assertThat(Outcome.of(0.5)).isEqualTo(new Outcome.Reached(0.5));
    assertThat(Outcome.of(Double.NaN)).isEqualTo(new Outcome.Failed());
    assertThat(Outcome.of(Double.POSITIVE_INFINITY)).isEqualTo(new Outcome.Failed());
  }
}
