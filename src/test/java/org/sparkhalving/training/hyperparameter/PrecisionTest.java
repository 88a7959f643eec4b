package org.sparkhalving.training.hyperparameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.training.Checkpoint;
import org.sparkhalving.training.DeviceImages;
import org.sparkhalving.training.Interruption;
import org.sparkhalving.training.SmallTrials;
import org.sparkhalving.training.TorchEngine;
import org.sparkhalving.training.TrialRun;

/** The number formats of matrix products in training. */
class PrecisionTest {
  @BeforeAll
  static void prepareThread() {
    TorchEngine.prepareThread(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bfloat16TrainsNearlyAsFloat32(boolean batchNorm) {
    List<EpochMetrics> exact = epochs(batchNorm, Precision.FLOAT32);
    List<EpochMetrics> rounded = epochs(batchNorm, Precision.BFLOAT16);

    for (int epoch = 0; epoch < exact.size(); epoch++) {
      double loss = exact.get(epoch).trainLoss();
      assertThat(rounded.get(epoch).trainLoss()).isNotEqualTo(loss).isEqualTo(loss, within(0.02));
    }
  }

  @Test
  void onACpuTf32IsFloat32() {
    assertThat(losses(Precision.TF32)).isEqualTo(losses(Precision.FLOAT32));
  }

  @Test
  void bfloat16IsReproducible() {
    assertThat(losses(Precision.BFLOAT16)).isEqualTo(losses(Precision.BFLOAT16));
  }

  @Test
  void theSlowdownIsThatOfMeasuredEpochs() {
    assertThat(TorchEngine.slowdown(Precision.BFLOAT16, 1)).isPositive().isFinite();
  }

  private static List<Double> losses(Precision precision) {
    return epochs(true, precision).stream().map(EpochMetrics::trainLoss).toList();
  }

  private static List<EpochMetrics> epochs(boolean batchNorm, Precision precision) {
    List<EpochMetrics> epochs = new ArrayList<>();
    try (DeviceImages images = SmallTrials.images()) {
      Checkpoint start = SmallTrials.initial(Map.of("batch_norm", batchNorm));
      new TrialRun(images, SmallTrials.rows(), start, 3, SmallTrials.BEST, precision)
          .run((epoch, now, best) -> epochs.add(epoch), Interruption.NONE);
    }
    return epochs;
  }
}
