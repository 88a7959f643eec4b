package org.sparkhalving.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AnswersTest {
  @Test
  void aConfidenceIsAShareOfExponentialsHoweverLargeTheLogitsAre() {
    double[] logits = {9, 0, Math.log(3), 1000, 1000, -1000};

    assertThat(Answers.softmax(logits, 1, 2, 1)).isEqualTo(0.75, within(1e-12));
    assertThat(Answers.softmax(logits, 3, 3, 0)).isEqualTo(0.5, within(1e-12));
    assertThat(Answers.softmax(logits, 5, 1, 0)).isEqualTo(1);
  }
}
