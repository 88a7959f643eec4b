package org.sparkhalving.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedsTest {
  @Test
  void seedsStayWhatTheyWere() {
    assertThat(Seeds.ofTrial(42, 0)).isEqualTo(6332618229526065668L);
    assertThat(Seeds.ofTrial(42, 1)).isEqualTo(-409945945691060918L);
    assertThat(Seeds.of(42, "shuffle", 1)).isEqualTo(7673290798258963669L);
    assertThat(Seeds.unit(42)).isEqualTo(0.7415648787718233);
  }

  @Test
  void ownersPurposesAndNumbersGiveSeedsOfTheirOwn() {
    Set<Long> seeds = new HashSet<>();
    for (int study = 0; study < 10; study++) {
      for (int trial = 0; trial < 100; trial++) {
        seeds.add(Seeds.ofTrial(study, trial));
        for (String purpose : new String[] {"shuffle", "dropout", "init"}) {
          for (int epoch = 1; epoch <= 20; epoch++) {
            seeds.add(Seeds.of(Seeds.ofTrial(study, trial), purpose, epoch));
          }
        }
      }
    }

    assertThat(seeds).hasSize(10 * 100 * (1 + 3 * 20));
  }

  @Test
  void unitsAreFromZeroToBelowOne() {
    for (long seed = -50_000; seed < 50_000; seed++) {
      assertThat(Seeds.unit(seed) >= 0 && Seeds.unit(seed) < 1).isTrue();
    }
  }
}
