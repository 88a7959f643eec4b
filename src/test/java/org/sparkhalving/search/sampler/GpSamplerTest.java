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
        .isEqualTo("{rate=0.0010655882229495346, size=312, drop=0.3, optimizer=adam, fixed=[3]}");
  }
}
