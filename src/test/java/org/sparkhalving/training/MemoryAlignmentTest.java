package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * Vector code sums in another order where its operands begin at other places within a cache line,
 * so that a result must not depend on where memory happened to be free.
 */
class MemoryAlignmentTest {
  @BeforeAll
  static void prepareThread() {
    TorchEngine.prepareThread(1);
  }

  @Test
  void aTrialHasTheSameBitsWhereverItsMemoryLies() {
    SplittableRandom random = new SplittableRandom(1);
    byte[] pixels = new byte[300 * 784];
    byte[] labels = new byte[300];
    random.nextBytes(pixels);
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) random.nextInt(10);
    }
    List<ByteBuffer> disturbance = new ArrayList<>();
    try (DeviceImages images = DeviceImages.of(ComputeDevice.CPU, pixels, labels, 0.286, 0.353)) {
      byte[] first = train(images);
      for (int run = 0; run < 40; run++) {
        disturbance.add(ByteBuffer.allocateDirect(16 * (1 + random.nextInt(2000))));
        assertThat(Arrays.equals(train(images), first))
            .as("run " + run + " equals the first")
            .isTrue();
      }
    }
    assertThat(disturbance).hasSize(40);
  }

  private static byte[] train(DeviceImages images) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("hidden_sizes", List.of(37L, 29L));
    values.put("activation", "mish");
    values.put("batch_norm", true);
    values.put("base_lr", 0.01);
    values.put("l2_rate", 1e-4);
    values.put("batch_size", 64L);
    TrialRows rows = new TrialRows(Network.rows(300), Network.rows(300));
    Checkpoint start = Checkpoint.initial(new Configuration(values), 1, 784);
    try (TrialTraining training = new TrialTraining(images, rows, start, Precision.FLOAT32)) {
      training.trainEpoch(Interruption.NONE);
      return training.checkpoint().encode();
    }
  }
}
