package org.sparkhalving.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.space.Configuration;

class ObservationsTest {
  private final Observations observations = new Observations(Metric.VAL_ACCURACY);

  @Test
  void theBestAreThoseOfTheHighestRanksOfTheirStudyAndEpochs() {
    add("", 1, 60, 50, 40, 30); // 0 to 3: ranks 1/8, 3/8, 5/8, 7/8.
    add("", 9, 90, 80); // 4 and 5: 1/4, 3/4.
    add("other", 1, 10, 99); // 6 and 7: 3/4, 1/4.

    assertThat(observations.best(1)).containsExactly(0);
    assertThat(observations.best(2)).containsExactly(0, 4);
    assertThat(observations.best(3)).containsExactly(0, 4, 7);
    assertThat(observations.best(5)).containsExactly(0, 1, 2, 4, 7);
  }

  @Test
  void failedOnesAreNeverAmongTheBest() {
    add("", 1, Double.NaN, 1, Double.NaN, 2);

    assertThat(observations.size()).isEqualTo(4);
    assertThat(observations.best(3)).containsExactly(1, 3);
  }

  private void add(String study, int epochs, double... metrics) {
    for (double metric : metrics) {
      observations.add(
          new Observation(study, epochs, new Configuration(Map.of()), Outcome.of(metric)));
    }
  }
}
