package org.sparkhalving.training;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.sparkhalving.data.IdxImages;
import org.sparkhalving.data.IdxLabels;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * The Java side of epoch_time.py: for each line of standard input it trains an epoch and answers
 * with its seconds, evaluation left out. A line is {@code BATCH PRECISION TRIALS}: so many trials
 * at a time train an epoch each, on a thread of their own as tasks of one executor do, and the
 * answer is the mean of theirs. The first epoch of each, which warms up, is asked for like any
 * other.
 *
 * <p>Arguments: the data folder, and {@code cpu} or {@code cuda}. An epoch ends when its loss has
 * been read, so that its time is that of the device's work. TF32 is a switch of the process, {@link
 * TorchEngine#TF32}.
 */
final class EpochTime {
  private static final int TRAINING = 48_000;

  private final DeviceImages data;
  private final int[] rows = IntStream.range(0, TRAINING).toArray();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, List<TrialTraining>> trainings = new LinkedHashMap<>();

  private EpochTime(DeviceImages data) {
    this.data = data;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    ComputeDevice device = arguments[1].equals("cuda") ? ComputeDevice.cuda(0) : ComputeDevice.CPU;
    TorchEngine.prepareThread(1);
    try (InputStream images = Files.newInputStream(folder.resolve("train-images-idx3-ubyte.gz"));
        InputStream labels = Files.newInputStream(folder.resolve("train-labels-idx1-ubyte.gz"));
        DeviceImages data =
            DeviceImages.of(
                device,
                IdxImages.read(images, "images").pixels(),
                IdxLabels.read(labels, "labels").labels(),
                0.2860,
                0.3530);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      EpochTime timed = new EpochTime(data);
      System.out.println("ready");
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        System.out.println(timed.seconds(line));
      }
      timed.threads.shutdown();
      timed.trainings.values().forEach(some -> some.forEach(TrialTraining::close));
    }
  }

  private double seconds(String line) throws InterruptedException, ExecutionException {
    List<Callable<Double>> epochs = new ArrayList<>();
    for (TrialTraining training : trainings.computeIfAbsent(line, this::trainings)) {
      epochs.add(() -> seconds(training));
    }
    double sum = 0;
    for (Future<Double> epoch : threads.invokeAll(epochs)) {
      sum += epoch.get();
    }
    return sum / epochs.size();
  }

  private static double seconds(TrialTraining training) {
    TorchEngine.prepareThread(1);
    long started = System.nanoTime();
    training.trainSteps(training.shuffled(), 0, training.stepsPerEpoch(), Interruption.NONE);
    double seconds = (System.nanoTime() - started) / 1e9;
    training.endEpoch();
    return seconds;
  }

  /** Of session 2's best configuration. */
  private List<TrialTraining> trainings(String line) {
    String[] asked = line.split(" ", -1);
    Map<String, Object> values = ProgramArchives.session2(Long.parseLong(asked[0]));
    Checkpoint start = Checkpoint.initial(new Configuration(values), 1, 784);
    Precision precision = Precision.valueOf(asked[1]);
    return IntStream.range(0, Integer.parseInt(asked[2]))
        .mapToObj(one -> new TrialTraining(data, new TrialRows(rows, rows), start, precision))
        .toList();
  }
}
