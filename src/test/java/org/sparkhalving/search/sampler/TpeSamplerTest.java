package org.sparkhalving.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sparkhalving.search.space.Configuration;

class TpeSamplerTest extends LearningSamplerTest {
  @Override
  Sampler sampler(LearningSetup setup) {
    return new TpeSampler(setup);
  }

  @Override
  int startup() {
    return 10;
  }

  @Override
  int repetitions() {
    return 21;
  }

  @Test
  void valuesOfAKnownSeedStayWhatTheyWere() {
    Configuration last = run(sampler(42, 3), 40, LearningSamplerTest::loss).get(39);

    assertThat(last.values().toString())
        .isEqualTo("{rate=0.0017776818687358206, size=321, drop=0.4, optimizer=adam, fixed=[3]}");
  }
}
