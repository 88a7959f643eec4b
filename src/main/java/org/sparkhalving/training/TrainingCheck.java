package org.sparkhalving.training;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.training.hyperparameter.Activation;
import org.sparkhalving.training.hyperparameter.Initialization;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * A short training on a device, of made-up images that are easy to learn: the network, and the
 * batches of 1024 images, of the published epoch times ({@code src/docs/speed.md}), in a second or
 * two of a CPU's core.
 *
 * @param secondsPerEpoch of 48,000 images, evaluation left out: the fastest pass, extrapolated
 * @param coreShare for which part of that pass, from 0 to 1, the thread had a core; the rest went
 *     to others, or to a CUDA device
 * @param firstLoss mean loss of the first pass
 * @param lastLoss mean loss of the last one
 */
public record TrainingCheck(
    double secondsPerEpoch, double coreShare, double firstLoss, double lastLoss) {
  private static final int EPOCH = 48_000;
  private static final int BATCH = 1024;
  private static final int IMAGES = 4 * BATCH;
  private static final int PIXELS = 784;
  private static final int PASSES = 4;

  /**
   * Trains on the calling thread, with one thread of the CPU.
   *
   * @param device the CPU or a CUDA device that the engine finds
   */
  public static TrainingCheck on(ComputeDevice device) {
    TorchEngine.prepareThread(1);
    byte[] labels = new byte[IMAGES];
    byte[] pixels = images(labels);
    int[] rows = IntStream.range(0, IMAGES).toArray();
    Checkpoint start = Checkpoint.initial(new Configuration(network(BATCH)), 1, PIXELS);
    try (DeviceImages images = DeviceImages.of(device, pixels, labels, 0.3, 0.3);
        TrialTraining training =
            new TrialTraining(images, new TrialRows(rows, rows), start, Precision.FLOAT32)) {
      double[] losses = new double[PASSES];
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      double fastest = Double.MAX_VALUE;
      double share = 0;
      for (int pass = 0; pass < PASSES; pass++) {
        long busy = threads.getCurrentThreadCpuTime();
        long started = System.nanoTime();
        losses[pass] =
            training.trainSteps(rows, 0, training.stepsPerEpoch(), Interruption.NONE) / IMAGES;
        double seconds = (System.nanoTime() - started) / 1e9;
        if (seconds < fastest) {
          fastest = seconds;
          share = (threads.getCurrentThreadCpuTime() - busy) / 1e9 / seconds;
        }
        training.endEpoch();
      }
      return new TrainingCheck(
          fastest * EPOCH / IMAGES, Math.min(1, share), losses[0], losses[PASSES - 1]);
    } finally {
      TorchEngine.returnMemory(device);
    }
  }

  /** Whether the network has learnt what is easy to learn. */
  public boolean hasLearnt() {
    return Double.isFinite(lastLoss) && lastLoss < firstLoss / 2;
  }

  /** Noise with a bright band, whose place is the class. */
  private static byte[] images(byte[] labels) {
    SplittableRandom random = new SplittableRandom(0);
    byte[] pixels = new byte[IMAGES * PIXELS];
    int band = PIXELS / Network.CLASSES;
    for (int image = 0; image < IMAGES; image++) {
      labels[image] = (byte) (image % Network.CLASSES);
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        int light = pixel / band == labels[image] ? 120 : 0;
        pixels[image * PIXELS + pixel] = (byte) (light + random.nextInt(100));
      }
    }
    return pixels;
  }

  /** That of the published epoch times: the best of the study's second search. */
  static Map<String, Object> network(long batch) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("hidden_sizes", List.of(342L, 580L, 491L));
    values.put("l1_drop", 0.32064883);
    values.put("l2_drop", 0.06977326);
    values.put("l3_drop", 0.25467519);
    values.put("activation", Activation.MISH.key());
    values.put("batch_norm", true);
    values.put("init", Initialization.KAIMING_NORMAL.key());
    values.put("base_lr", 0.0010715919);
    values.put("l2_rate", 9.2819e-5);
    values.put("batch_size", batch);
    return values;
  }
}
