package org.sparkhalving.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Job;

class ResubmissionsTest {

  @Test
  void aJobIsSubmittedAgainThreeTimesForEachAttemptAndNoMore() {
    Resubmissions resubmissions = new Resubmissions(2);

    assertThat(allowed(resubmissions, new Job(4, 1))).isEqualTo(6);
    assertThat(allowed(resubmissions, new Job(4, 1))).isZero();
    assertThat(allowed(resubmissions, new Job(4, 2))).isEqualTo(6);
  }

  private static long allowed(Resubmissions resubmissions, Job job) {
    return IntStream.range(0, 20).filter(time -> resubmissions.allows(job)).count();
  }
}
