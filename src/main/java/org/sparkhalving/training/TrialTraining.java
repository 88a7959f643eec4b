package org.sparkhalving.training;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.training.hyperparameter.Hyperparameters;
import org.sparkhalving.training.hyperparameter.Optimizer;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * A trial in training. Everything random is a function of (trial seed, epoch or step): the order of
 * the images and the dropout masks do not depend on what ran before in this process, nor on how the
 * steps are cut into native calls. Not thread-safe; call {@link TorchEngine#prepareThread} on the
 * thread that uses it.
 */
public final class TrialTraining implements AutoCloseable {
  /**
   * Native calls last about this long on the CPU, so that a task can be ended. On CUDA they return
   * at once and only queue their steps, so that the cap on a call's steps is what limits them.
   */
  private static final double SECONDS_PER_CALL = 0.5;

  private final DeviceImages images;
  private final TrialRows rows;
  private final Configuration configuration;
  private final Hyperparameters trial;
  private final long seed;
  private final Network network;
  private final PtNDArray gradients;
  private final PtNDArray[] optimizerState;
  private int epoch;
  private long step;
  private int stepsPerCall = 1;

  /**
   * Begins a trial, or continues from {@code checkpoint}, bit for bit as if it had not been
   * interrupted.
   */
  public TrialTraining(
      DeviceImages images, TrialRows rows, Checkpoint checkpoint, Precision precision) {
    this(images, rows, checkpoint, DataType.FLOAT32, precision, Formulation.of(images.device()));
  }

  TrialTraining(
      DeviceImages images,
      TrialRows rows,
      Checkpoint checkpoint,
      DataType type,
      Precision precision,
      Formulation formulation) {
    this.images = images;
    this.rows = rows;
    this.configuration = checkpoint.configuration();
    this.trial = checkpoint.trial();
    this.seed = checkpoint.seed();
    this.epoch = checkpoint.epoch();
    this.step = checkpoint.step();
    network = new Network(images, trial, checkpoint.network(), type, precision, formulation);
    try {
      long size = checkpoint.network().layout().size();
      gradients = (PtNDArray) network.manager().zeros(new Shape(size), type);
      optimizerState =
          checkpoint.optimizerState().stream()
              .map(bytes -> Tensors.of(network.manager(), bytes, type, size))
              .toArray(PtNDArray[]::new);
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  /** Epochs completed. */
  public int epoch() {
    return epoch;
  }

  /**
   * Trains one epoch over the training rows and evaluates the validation rows. A diverged epoch has
   * NaN or infinite losses.
   */
  public EpochMetrics trainEpoch(Interruption interruption) {
    long started = System.nanoTime();
    int steps = stepsPerEpoch();
    double rate = nextRate();
    double trainLoss = trainSteps(shuffled(), 0, steps, interruption) / rows.training().length;
    Evaluation evaluation = network.evaluate(rows.validation(), interruption);
    endEpoch();
    double seconds = (System.nanoTime() - started) / 1e9;
    return new EpochMetrics(
        epoch, trainLoss, evaluation.loss(), evaluation.accuracy(), rate, seconds);
  }

  /** The learning rate of the next step. */
  double nextRate() {
    return trial.learningRate().at(epoch, step, stepsPerEpoch());
  }

  /** Counts an epoch whose steps were all made. */
  void endEpoch() {
    epoch++;
  }

  /** The trial as it stands. */
  public Checkpoint checkpoint() {
    return new Checkpoint(model(), Arrays.stream(optimizerState).map(Tensors::bytes).toList());
  }

  /** Its network alone, as it stands. */
  Model model() {
    return new Model(configuration, seed, epoch, step, network.state());
  }

  Network network() {
    return network;
  }

  int stepsPerEpoch() {
    return (rows.training().length + trial.batchSize() - 1) / trial.batchSize();
  }

  /**
   * Steps {@code from} to {@code to} (exclusive) of the current epoch over {@code order}; returns
   * the sum of the samples' losses.
   */
  double trainSteps(int[] order, int from, int to, Interruption interruption) {
    try (NDManager scratch = network.manager().newSubManager()) {
      PtNDManager local = (PtNDManager) scratch;
      PtNDArray orderTensor = Tensors.of(local, order);
      PtNDArray total = (PtNDArray) local.zeros(new Shape(), DataType.FLOAT64);
      for (int first = from; first < to; ) {
        interruption.check();
        int count = Math.min(stepsPerCall, to - first);
        long started = System.nanoTime();
        call(orderTensor, total, first, count);
        double seconds = (System.nanoTime() - started) / 1e9;
        stepsPerCall = (int) Math.max(1, Math.min(1000, SECONDS_PER_CALL * count / seconds));
        first += count;
        step += count;
      }
      return total.getDouble();
    }
  }

  private void call(PtNDArray order, PtNDArray total, int first, int count) {
    double[] rates = new double[count];
    long[] seeds = new long[count];
    for (int i = 0; i < count; i++) {
      rates[i] = trial.learningRate().at(epoch, step + i, stepsPerEpoch());
      seeds[i] = Seeds.of(seed, "dropout", step + i);
    }
    network
        .program()
        .run(
            "train",
            IValue::toLong,
            images.pixels(),
            images.labels(),
            order,
            network.parameters(),
            gradients,
            optimizerState,
            network.means(),
            network.variances(),
            total,
            (long) first,
            (long) count,
            step,
            rates,
            seeds);
  }

  /**
   * The training rows in the epoch's order: a Fisher–Yates shuffle seeded by (trial seed, epoch).
   */
  int[] shuffled() {
    SplittableRandom random = new SplittableRandom(Seeds.of(seed, "shuffle", epoch));
    int[] order = rows.training().clone();
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  @Override
  public void close() {
    network.close();
  }

  /** The optimizer's buffers before the first step. */
  static List<byte[]> initialState(Optimizer optimizer, ParameterLayout layout, DataType type) {
    List<byte[]> state = new ArrayList<>();
    for (int i = 0; i < optimizer.state().size(); i++) {
      state.add(new byte[Math.toIntExact(layout.size() * type.getNumOfBytes())]);
    }
    return state;
  }
}
