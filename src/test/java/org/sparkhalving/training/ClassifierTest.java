package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.space.Configuration;

/**
 * A loaded model says the same to several threads at a time as to one, however many images come.
 */
class ClassifierTest {
  private static final int PIXELS = 16;
  private static final Model MODEL =
      Model.initial(
          new Configuration(
              Map.of(
                  "hidden_sizes",
                  List.of(12L),
                  "base_lr",
                  0.1,
                  "batch_size",
                  4L,
                  "batch_norm",
                  true)),
          7,
          PIXELS,
          Network.CLASSES,
          DataType.FLOAT32);

  private static byte[] images(int count) {
    byte[] pixels = new byte[count * PIXELS];
    new Random(count).nextBytes(pixels);
    return pixels;
  }

  @Test
  void severalThreadsMayAskAtATime() throws Exception {
    double[][] expected = Classifier.onCpu(MODEL, images(300), 0.25, 0.5);
    List<Callable<double[][]>> calls = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Classifier classifier = Classifier.of(MODEL, ComputeDevice.CPU, 0.25, 0.5)) {
      for (int call = 0; call < 100; call++) {
        calls.add(
            () -> {
              TorchEngine.prepareThread(1);
              return classifier.probabilities(images(300));
            });
      }
      for (Future<double[][]> answer : threads.invokeAll(calls)) {
        assertThat(answer.get()).isDeepEqualTo(expected);
      }
      assertThat(classifier.probabilities(new byte[0])).isEmpty();
      assertThat(classifier.pixels()).isEqualTo(PIXELS);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void batchesAreJoined() {
    double[][] many = Classifier.onCpu(MODEL, images(5000), 0.25, 0.5);

    assertThat(many).hasDimensions(5000, Network.CLASSES);
    for (double[] probabilities : many) {
      assertThat(Arrays.stream(probabilities).sum()).isBetween(1 - 1e-12, 1 + 1e-12);
    }
  }
}
