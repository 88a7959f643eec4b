package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Job;
import org.sparkhalving.study.BackendFailureException;

class ResubmissionsTest {
  private final Resubmissions resubmissions = new Resubmissions(2);

  @Test
  void aTrialWhoseExecutorsAreTakenAwayAgainAndAgainStopsTheSearchAndHasNotFailed() {
    Job job = new Job(4, 1);
    for (int time = 0; time < 6; time++) {
      assertThat(resubmissions.isTooOften(job)).isFalse();
    }
    assertThat(resubmissions.isTooOften(new Job(4, 2))).as("another job of its").isFalse();

    assertThat(resubmissions.isTooOften(job)).isTrue();
    assertThat(resubmissions.isTooOften(job)).as("counted anew").isFalse();
    assertThat(resubmissions.tooOften(job, "Container preempted", false))
        .hasMessage(
            "the executors of trial 4 were taken away or killed 7 times, at last with: Container preempted. If the"
                + " system's memory did not suffice, give executors more (spark.executor.memoryOverhead), or let fewer"
                + " trials share one; it has not failed; nothing is lost: resume with `search --resume`")
        .satisfies(error -> assertThat(error.attempt()).isEmpty());
  }

  @Test
  void executorsThatWereKilledAreAnAttempt() {
    BackendFailureException error =
        resubmissions.tooOften(new Job(4, 1), "Command exited with code 137", true);

    assertThat(error)
        .hasMessageContaining(
            "; it has not failed, but this was one of its attempts: when it has had resources.max-attempts of them, a"
                + " resume records it as crashed (--set resources.max-attempts=1 continues without it); nothing is lost:");
    assertThat(error.attempt())
        .contains(
            new BackendFailureException.Attempt(
                4, "7 executors that were killed (Command exited with code 137)"));
  }

  @Test
  void attemptsThatSparkCutShortAreMadeLater() {
    assertThat(resubmissions.isAttemptLeft(new Job(4, 1), 0)).as("it failed in all").isFalse();
    assertThat(resubmissions.isAttemptLeft(new Job(4, 1), 1)).isTrue();
    assertThat(resubmissions.isAttemptLeft(new Job(4, 1), 1)).isFalse();
    assertThat(resubmissions.isAttemptLeft(new Job(4, 2), 2)).isFalse();
  }
}
