package org.sparkhalving.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sparkhalving.search.EpochMetrics;

class RecordedFiguresTest {
  private static final double NONE = Double.NaN;
  private final RecordedFigures figures = new RecordedFigures();

  @Test
  void aFigureThatIsANumberInOneEpochIsRecordedInAll() {
    EpochMetrics diverged = new EpochMetrics(2, NONE, 0.5, NONE, NONE, NONE);
    figures.add(diverged);
    assertThat(figures.trainLoss(diverged)).isNull();

    figures.add(new EpochMetrics(1, 0.4, 0.5, NONE, NONE, NONE));

    assertThat(figures.trainLoss(diverged)).isNaN();
    assertThat(figures.valAccuracy(diverged)).isNull();
  }

  @Test
  void trainingRecordsAllEvenWhereEveryTrialDiverges() {
    EpochMetrics diverged = new EpochMetrics(1, NONE, NONE, 10, 0.1, 2);
    figures.add(diverged);

    assertThat(figures.trainLoss(diverged)).isNaN();
    assertThat(figures.valAccuracy(diverged)).isEqualTo(10);
  }
}
