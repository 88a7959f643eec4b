package org.sparkhalving.training;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.sparkhalving.training.hyperparameter.Hyperparameters;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * A network on a device: its program, its parameters in one flat buffer and BatchNorm's running
 * statistics.
 */
public final class Network implements AutoCloseable {
  /** Number of classes of the data set. */
  public static final int CLASSES = 10;

  private static final int EVALUATION_BATCH = 4096;

  private final PtNDManager manager;
  private final DeviceImages images;
  private final ParameterLayout layout;
  private final TorchProgram program;
  private final PtNDArray parameters;
  private final PtNDArray[] means;
  private final PtNDArray[] variances;

  Network(
      DeviceImages images,
      Hyperparameters trial,
      NetworkState state,
      DataType type,
      Precision precision,
      Formulation formulation) {
    this.images = images;
    this.layout = state.layout();
    if (layout.widths().get(0) != images.pixelsPerImage()) {
      throw new IllegalArgumentException(
          "the network takes images of %s pixels, but these have %s"
              .formatted(layout.widths().get(0), images.pixelsPerImage()));
    }
    manager = TorchEngine.manager(images.device());
    try {
      program =
          new TorchProgram(
              manager,
              ProgramSource.of(
                  trial,
                  layout,
                  precision.productType(type),
                  images.mean(),
                  images.deviation(),
                  formulation));
      parameters = Tensors.of(manager, state.parameters(), type, layout.size());
      means = vectors(state.means(), type);
      variances = vectors(state.variances(), type);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * The network of a model, to evaluate images on their device. Call {@link
   * TorchEngine#prepareThread} before.
   */
  public static Network of(Model model, DeviceImages images) {
    return new Network(
        images,
        model.trial(),
        model.network(),
        DataType.FLOAT32,
        Precision.FLOAT32,
        Formulation.of(images.device()));
  }

  private PtNDArray[] vectors(List<byte[]> values, DataType type) {
    return values.stream()
        .map(value -> Tensors.of(manager, value, type, value.length / type.getNumOfBytes()))
        .toArray(PtNDArray[]::new);
  }

  /**
   * Loss, accuracy and predictions in evaluation mode (running statistics, no dropout).
   *
   * @param rows the images' numbers, in the order of the predictions; not empty
   */
  public Evaluation evaluate(int[] rows, Interruption interruption) {
    try (NDManager scratch = manager.newSubManager()) {
      PtNDManager local = (PtNDManager) scratch;
      PtNDArray total = (PtNDArray) local.zeros(new Shape(), DataType.FLOAT64);
      PtNDArray correct = (PtNDArray) local.zeros(new Shape(), DataType.INT64);
      List<PtNDArray> predicted = new ArrayList<>();
      for (int from = 0; from < rows.length; from += EVALUATION_BATCH) {
        interruption.check();
        int[] batch =
            Arrays.copyOfRange(rows, from, Math.min(rows.length, from + EVALUATION_BATCH));
        predicted.add(
            program.run(
                "evaluate",
                value -> value.toTensor(local),
                images.pixels(),
                images.labels(),
                Tensors.of(local, batch),
                parameters,
                means,
                variances,
                total,
                correct));
      }
      int[] classes =
          predicted.stream()
              .flatMapToInt(part -> Arrays.stream(part.toLongArray()).mapToInt(i -> (int) i))
              .toArray();
      return new Evaluation(
          total.getDouble() / rows.length, 100.0 * correct.getLong() / rows.length, classes);
    }
  }

  /** The network's outputs before softmax, [rows, classes] row by row, in evaluation mode. */
  public double[] logits(int[] rows) {
    try (NDManager scratch = manager.newSubManager()) {
      return logits((PtNDManager) scratch, images.pixels(), rows);
    }
  }

  /**
   * The same of other images than those that it was made for.
   *
   * @param pixels uint8, an image after the other; not empty
   */
  double[] logits(byte[] pixels) {
    try (NDManager scratch = manager.newSubManager()) {
      PtNDManager local = (PtNDManager) scratch;
      int count = pixels.length / images.pixelsPerImage();
      return logits(
          local,
          Tensors.of(local, pixels, DataType.UINT8, count, images.pixelsPerImage()),
          rows(count));
    }
  }

  private double[] logits(PtNDManager local, PtNDArray pixels, int[] rows) {
    PtNDArray logits =
        program.run(
            "logits",
            value -> value.toTensor(local),
            pixels,
            Tensors.of(local, rows),
            parameters,
            means,
            variances);
    return logits.toType(DataType.FLOAT64, false).toDoubleArray();
  }

  /** Parameters and running statistics as they are now. */
  NetworkState state() {
    return new NetworkState(
        layout,
        Tensors.bytes(parameters),
        Arrays.stream(means).map(Tensors::bytes).toList(),
        Arrays.stream(variances).map(Tensors::bytes).toList());
  }

  PtNDManager manager() {
    return manager;
  }

  TorchProgram program() {
    return program;
  }

  PtNDArray parameters() {
    return parameters;
  }

  PtNDArray[] means() {
    return means;
  }

  PtNDArray[] variances() {
    return variances;
  }

  /** All row numbers below {@code count}, in order. */
  public static int[] rows(int count) {
    return IntStream.range(0, count).toArray();
  }

  /**
   * Frees all that the network and its trial hold, on every path: the program and each tensor
   * belong to the manager. The memory goes back to the device and the system, since the next trial
   * has another size.
   */
  @Override
  public void close() {
    manager.close();
    TorchEngine.returnMemory(images.device());
  }
}
