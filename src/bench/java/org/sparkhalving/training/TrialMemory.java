package org.sparkhalving.training;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sparkhalving.data.IdxImages;
import org.sparkhalving.data.IdxLabels;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.training.hyperparameter.Activation;
import org.sparkhalving.training.hyperparameter.Optimizer;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * The memory of a process in which many short trials train, two at a time, each of another size: to
 * one epoch, through its checkpoint's file, and to a second epoch. Prints the resident memory after
 * every ten trials, when none is running, with and without the Java heap (which is to be resident
 * as a whole), and at the end how far both were from that after the first ten.
 *
 * <p>Arguments: the data folder, the number of trials, a multiple of ten.
 */
final class TrialMemory {
  private static final int THREADS = 2;
  private static final int STEP = 10;
  private static final int IMAGES = 60_000;
  private static final int TRAINING = 2_000;
  private static final int VALIDATION = 1_000;

  private final DeviceImages images;
  private final List<Long> resident = new ArrayList<>();
  private final List<Long> outside = new ArrayList<>();

  private TrialMemory(DeviceImages images) {
    this.images = images;
  }

  public static void main(String[] arguments) throws Exception {
    TorchEngine.start();
    try (DeviceImages images = read(Path.of(arguments[0]))) {
      new TrialMemory(images).measure(Integer.parseInt(arguments[1]));
    }
  }

  private static DeviceImages read(Path folder) throws IOException {
    try (InputStream images = Files.newInputStream(folder.resolve("train-images-idx3-ubyte.gz"));
        InputStream labels = Files.newInputStream(folder.resolve("train-labels-idx1-ubyte.gz"))) {
      return DeviceImages.of(
          ComputeDevice.CPU,
          IdxImages.read(images, "images").pixels(),
          IdxLabels.read(labels, "labels").labels(),
          0.2860,
          0.3530);
    }
  }

  private void measure(int trials) throws InterruptedException, ExecutionException {
    System.out.println(
        "| trials | resident MB | of it outside of the Java heap | direct buffers MB |");
    System.out.println("|---|---|---|---|");
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    for (int first = 0; first < trials; first += STEP) {
      List<Future<?>> ends = new ArrayList<>();
      for (int number = first; number < first + STEP; number++) {
        int trial = number;
        ends.add(threads.submit(() -> train(trial)));
      }
      for (Future<?> end : ends) {
        end.get();
      }
      count(first + STEP);
    }
    threads.shutdown();
    summary("resident", resident);
    summary("outside of the Java heap", outside);
  }

  private void train(int number) {
    TorchEngine.prepareThread(1);
    SplittableRandom random = new SplittableRandom(number);
    int[] rows = random.ints(TRAINING + VALIDATION, 0, IMAGES).toArray();
    TrialRows sets =
        new TrialRows(
            Arrays.copyOf(rows, TRAINING), Arrays.copyOfRange(rows, TRAINING, rows.length));
    Checkpoint start = Checkpoint.initial(configuration(random), number, 784);
    Checkpoint end = start;
    List<EpochMetrics> epochs = new ArrayList<>();
    for (int target = 1; target <= 2; target++) {
      BestEpoch best = BestEpoch.of(Criterion.best(Metric.VAL_ACCURACY), epochs);
      TrialRun.Result result =
          new TrialRun(images, sets, end, target, best, Precision.FLOAT32)
              .run((epoch, now, model) -> {}, Interruption.NONE);
      if (!(result instanceof TrialRun.Trained trained)) {
        throw new IllegalStateException("trial " + number + " failed: " + result);
      }
      epochs.addAll(trained.epochs());
      end = Checkpoint.decode(trained.checkpoint().encode(), "trial " + number);
    }
  }

  /** One to three hidden layers of 16 to 1024 units; batches of 16 to 1024 images. */
  private static Configuration configuration(SplittableRandom random) {
    Map<String, Object> values = new LinkedHashMap<>();
    int layers = 1 + random.nextInt(3);
    for (int layer = 1; layer <= layers; layer++) {
      values.put("l" + layer + "_size", (long) Math.pow(2, random.nextDouble(4, 10)));
      values.put("l" + layer + "_drop", random.nextDouble(0.5));
    }
    values.put("activation", pick(random, Activation.values()).key());
    values.put("optimizer", pick(random, Optimizer.values()).key());
    values.put("batch_norm", random.nextBoolean());
    values.put("base_lr", 1e-4);
    values.put("l2_rate", 1e-4);
    values.put("batch_size", (long) Math.pow(2, random.nextDouble(4, 10)));
    return new Configuration(values);
  }

  private static <T> T pick(SplittableRandom random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  private void count(int done) {
    long now = residentBytes();
    resident.add(now);
    outside.add(now - Runtime.getRuntime().totalMemory());
    System.out.printf(
        Locale.ROOT,
        "| %d | %d | %d | %d |%n",
        done,
        now >> 20,
        outside.get(outside.size() - 1) >> 20,
        directBytes() >> 20);
  }

  private static void summary(String name, List<Long> bytes) {
    long tenth = bytes.get(0);
    long least = bytes.stream().mapToLong(Long::longValue).min().orElseThrow();
    long most = bytes.stream().mapToLong(Long::longValue).max().orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "%s: after the tenth trial %d MB; from then on %d to %d MB (%+.1f %% to %+.1f %%)%n",
        name,
        tenth >> 20,
        least >> 20,
        most >> 20,
        100.0 * (least - tenth) / tenth,
        100.0 * (most - tenth) / tenth);
  }

  private static long residentBytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException("/proc/self/status cannot be read; this needs Linux", e);
    }
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
