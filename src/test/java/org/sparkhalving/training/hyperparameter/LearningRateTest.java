package org.sparkhalving.training.hyperparameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schedules, as tables. */
class LearningRateTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0.8",
    "1, 0.6828427124746190", // 0.4 (1 + cos 45°)
    "2, 0.4",
    "3, 0.1171572875253810",
    "4, 0",
    "5, 0.1171572875253810",
    "6, 0.4",
    "7, 0.6828427124746190",
    "8, 0.8",
    "12, 0",
    "400000004, 0",
  })
  void aCosineFallsToZeroAtTMaxAndComesBack(int epoch, double expected) {
    LearningRate byEpoch = new LearningRate(0.8, Schedule.COSINE_EPOCH, 4, 0);
    LearningRate byStep = new LearningRate(0.8, Schedule.COSINE_STEP, 4, 0);

    assertThat(byEpoch.at(epoch, 1000, 10)).isEqualTo(expected, within(1e-15));
    assertThat(byStep.at(1000, epoch, 10)).isEqualTo(expected, within(1e-15));
  }

  @Test
  void theRateIsExactlyZeroAtTMaxWhateverTMaxIs() {
    for (int tMax = 1; tMax < 200; tMax++) {
      LearningRate rate = new LearningRate(0.001, Schedule.COSINE_EPOCH, tMax, 0);
      assertThat(rate.at(tMax, 0, 1)).isZero();
      assertThat(rate.at(3 * tMax, 0, 1)).isZero();
      assertThat(rate.at(2 * tMax, 0, 1)).isEqualTo(0.001);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0.1", "1, 0.2", "4, 0.5", "5, 0.6", "8, 0.9", "9, 1", "10, 1", "99, 1"})
  void warmUpRisesLinearlyStepByStep(long step, double expected) {
    LearningRate rate = new LearningRate(1, Schedule.NONE, 1, 2);

    assertThat(rate.at((int) (step / 5), step, 5)).isEqualTo(expected, within(1e-15));
  }

  @Test
  void warmUpScalesWhatTheScheduleSays() {
    LearningRate rate = new LearningRate(1, Schedule.COSINE_STEP, 4, 1);

    assertThat(rate.at(0, 2, 8)).isEqualTo(0.5 * 3 / 8, within(1e-15));
    assertThat(rate.at(0, 4, 8)).isZero();
    assertThat(rate.at(1, 8, 8)).isEqualTo(1);
  }

  @Test
  void withoutScheduleTheRateStays() {
    LearningRate rate = new LearningRate(0.3, Schedule.NONE, 1, 0);

    assertThat(rate.at(0, 0, 9)).isEqualTo(0.3);
    assertThat(rate.at(77, 700, 9)).isEqualTo(0.3);
  }
}
