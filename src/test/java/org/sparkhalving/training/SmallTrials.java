package org.sparkhalving.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sparkhalving.data.IdxImages;
import org.sparkhalving.data.IdxLabels;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.training.hyperparameter.Precision;

/** Quick trials on the first images of the real data. */
public final class SmallTrials {
  /** A trial of which nothing is on record: its best epoch counts. */
  public static final BestEpoch BEST = BestEpoch.of(Criterion.best(Metric.VAL_ACCURACY), List.of());

  private static final String FOLDER = "/fashion-mnist-small/";

  private SmallTrials() {}

  /** 500 real training images on the CPU. */
  public static DeviceImages images() {
    try (InputStream images = open("train-images-idx3-ubyte.gz");
        InputStream labels = open("train-labels-idx1-ubyte.gz")) {
      byte[] pixels = IdxImages.read(images, "images").pixels();
      byte[] classes = IdxLabels.read(labels, "labels").labels();
      return DeviceImages.of(
          ComputeDevice.CPU,
          Arrays.copyOf(pixels, 500 * 784),
          Arrays.copyOf(classes, 500),
          0.2860,
          0.3530);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) {
    return SmallTrials.class.getResourceAsStream(FOLDER + name);
  }

  /** The first 400 images train, the other 100 validate. */
  public static TrialRows rows() {
    int[] all = Network.rows(500);
    return new TrialRows(Arrays.copyOf(all, 400), Arrays.copyOfRange(all, 400, 500));
  }

  /** A network of two hidden layers with BatchNorm and dropout; ragged batches. */
  static Configuration configuration(Map<String, Object> changes) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("hidden_sizes", List.of(12L, 8L));
    values.put("l1_drop", 0.3);
    values.put("l2_drop", 0.1);
    values.put("activation", "mish");
    values.put("batch_norm", true);
    values.put("base_lr", 0.01);
    values.put("l2_rate", 1e-4);
    values.put("batch_size", 64L);
    values.putAll(changes);
    return new Configuration(values);
  }

  public static Checkpoint initial(Map<String, Object> changes) {
    return Checkpoint.initial(configuration(changes), 7, 784);
  }

  /** The file of a checkpoint after training it to {@code epochs} epochs. */
  static byte[] trained(DeviceImages images, Checkpoint start, int epochs) {
    TrialRun run = new TrialRun(images, rows(), start, epochs, BEST, Precision.FLOAT32);
    return ((TrialRun.Trained) run.run((epoch, now, best) -> {}, Interruption.NONE))
        .checkpoint()
        .encode();
  }
}
