package org.sparkhalving.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sparkhalving.search.space.Configuration;

class GpSamplerTest extends LearningSamplerTest {
  @Override
  Sampler sampler(LearningSetup setup) {
    return new GpSampler(setup);
  }

  @Override
  int startup() {
    return 6;
  }

  @Override
  int repetitions() {
    return 9;
  }

  @Test
  void valuesOfAKnownSeedStayWhatTheyWere() {
    Configuration last = run(sampler(42, 3), 40, LearningSamplerTest::loss).get(39);

    assertThat(last.values().toString())
        .isEqualTo(
            "{momentum=0.3936560371012231, rate=0.010530851492927554, size=311, drop=0.6, optimizer=sgd, fixed=[3]}");
  }
}
