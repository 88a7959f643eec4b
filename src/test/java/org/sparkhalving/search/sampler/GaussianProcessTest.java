package org.sparkhalving.search.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Compared with the textbook's formulas in numpy. */
class GaussianProcessTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-12);
  private static final Matern MATERN = new Matern(new double[] {0.5, 2});
  private static final double[][] POINTS = {
    {0.1, 0.2}, {0.4, 0.9}, {0.8, 0.5}, {0.3, 0.35}, {0.95, 0.05}
  };
  private static final double[] SCORES = {-1.2, 0.3, 0.9, -0.4};
  private static final double[][] ASKED = {{0.2, 0.3}, {0.9, 0}};

  @Test
  void meansAndDeviationsAreNumpys() {
    GaussianProcess process = new GaussianProcess(MATERN, 0.064, POINTS, SCORES);

    GaussianProcess.Prediction expected = process.predict(ASKED);

    assertThat(expected.means())
        .containsExactly(new double[] {-0.7666335062046803, 0.7451477910076285}, CLOSE);
    assertThat(expected.deviations())
        .containsExactly(new double[] {0.18676317566363157, 0.22201151421003254}, CLOSE);
    assertThat(process.leastMean()).isCloseTo(-1.062750512558066, within(1e-12));
  }

  @Test
  void theLikelihoodOfTheScoresIsNumpys() {
    double[][] scored = {POINTS[0], POINTS[1], POINTS[2], POINTS[3]};

    assertThat(new GaussianProcess(MATERN, 0.064, scored, SCORES).logLikelihood())
        .isCloseTo(1.4802819851216658, within(1e-12));
  }

  @Test
  void aPointWithoutAScoreCountsAsIfItHadTurnedOutAsExpected() {
    double[][] scored = {POINTS[0], POINTS[1], POINTS[2], POINTS[3]};
    GaussianProcess.Prediction without =
        new GaussianProcess(MATERN, 0.064, scored, SCORES).predict(ASKED);
    GaussianProcess.Prediction with =
        new GaussianProcess(MATERN, 0.064, POINTS, SCORES).predict(ASKED);

    assertThat(with.means()).isEqualTo(without.means());
    assertThat(with.deviations()[1]).isLessThan(0.6 * without.deviations()[1]); // It is near.
  }
}
