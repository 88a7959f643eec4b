package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Job;

class ResubmissionsTest {
  private final Resubmissions resubmissions = new Resubmissions(2);

  @Test
  void aTrialWhoseExecutorsAreTakenAwayAgainAndAgainStopsTheSearchAndHasNotFailed() {
    for (int time = 0; time < 6; time++) {
      resubmissions.require(new Job(4, 1), "Command exited with code 137");
    }
    resubmissions.require(new Job(4, 2), "another job of its");

    assertThatThrownBy(() -> resubmissions.require(new Job(4, 1), "Command exited with code 137"))
        .isInstanceOf(SparkFailureException.class)
        .hasMessage(
            "the executors of trial 4 were taken away or killed 7 times, which does not count against it, at last"
                + " with: Command exited with code 137. If the system's memory did not suffice, give executors more"
                + " (spark.executor.memoryOverhead), or let fewer trials share one; nothing is lost, go on with"
                + " `search --resume`");
  }

  @Test
  void attemptsThatSparkCutShortAreMadeLater() {
    assertThat(resubmissions.isAttemptLeft(new Job(4, 1), 0)).as("it failed in all").isFalse();
    assertThat(resubmissions.isAttemptLeft(new Job(4, 1), 1)).isTrue();
    assertThat(resubmissions.isAttemptLeft(new Job(4, 1), 1)).isFalse();
    assertThat(resubmissions.isAttemptLeft(new Job(4, 2), 2)).isFalse();
  }
}
