package org.sparkhalving.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.sparkhalving.data.IdxImages;
import org.sparkhalving.data.IdxLabels;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * The Java side of epoch_time.py: trains one epoch for each line of standard input and answers with
 * its seconds, evaluation left out. A line is {@code BATCH PRECISION}; the first epoch of each,
 * which warms up, is asked for like any other.
 *
 * <p>Arguments: the data folder, and {@code cpu} or {@code cuda}. An epoch ends when its loss has
 * been read, so that its time is that of the device's work. TF32 is a switch of the process, {@link
 * TorchEngine#TF32}.
 */
final class EpochTime {
  private static final int TRAINING = 48_000;

  private EpochTime() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    ComputeDevice device = arguments[1].equals("cuda") ? ComputeDevice.cuda(0) : ComputeDevice.CPU;
    TorchEngine.prepareThread(1);
    int[] rows = IntStream.range(0, TRAINING).toArray();
    Map<String, TrialTraining> trainings = new LinkedHashMap<>();
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
      System.out.println("ready");
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        TrialTraining training =
            trainings.computeIfAbsent(line, asked -> training(data, rows, asked.split(" ")));
        long started = System.nanoTime();
        double loss = training.trainSteps(rows, 0, training.stepsPerEpoch(), Interruption.NONE);
        System.out.println((System.nanoTime() - started) / 1e9 + " " + loss / TRAINING);
      }
      trainings.values().forEach(TrialTraining::close);
    }
  }

  /** Session 2's best configuration. */
  private static TrialTraining training(DeviceImages data, int[] rows, String[] asked) {
    Map<String, Object> values = ProgramArchives.session2(Long.parseLong(asked[0]));
    Checkpoint start = Checkpoint.initial(new Configuration(values), 1, 784);
    return new TrialTraining(data, new TrialRows(rows, rows), start, Precision.valueOf(asked[1]));
  }
}
