package org.sparkhalving.training;

import ai.djl.pytorch.jni.JniUtils;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.training.hyperparameter.Activation;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * One training step and evaluation before anything else runs, on one thread. The math libraries
 * behind libtorch choose their code for the CPU at their first calls; when two threads made these
 * at once, one trial was seen to get different late digits.
 */
final class WarmUp {
  private static final int IMAGES = 512;
  private static final int PIXELS = 784;
  private static final int EPOCHS = 5;

  private WarmUp() {}

  /**
   * The time of an epoch, the fastest of a few, in seconds.
   *
   * @param threads intra-op threads
   */
  static double seconds(Precision precision, int threads) {
    JniUtils.setNumThreads(threads);
    JniUtils.setGradMode(false);
    JniUtils.setGraphExecutorOptimize(false);
    byte[] pixels = new byte[IMAGES * PIXELS];
    byte[] labels = new byte[IMAGES];
    new SplittableRandom(0).nextBytes(pixels);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("hidden_sizes", List.of(256L, 64L));
    values.put("l1_drop", 0.3);
    values.put("activation", Activation.MISH.key());
    values.put("batch_norm", true);
    values.put("base_lr", 0.001);
    values.put("l2_rate", 0.001);
    values.put("batch_size", (long) IMAGES);
    int[] rows = Network.rows(IMAGES);
    Checkpoint start = Checkpoint.initial(new Configuration(values), 0, PIXELS);
    try (DeviceImages images = DeviceImages.of(ComputeDevice.CPU, pixels, labels, 0, 1);
        TrialTraining training =
            new TrialTraining(images, new TrialRows(rows, rows), start, precision)) {
      double fastest = Double.MAX_VALUE;
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        fastest = Math.min(fastest, training.trainEpoch(Interruption.NONE).seconds());
      }
      return fastest;
    }
  }
}
