package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * Dropout, seen from outside: after one SGD step of rate 1 the parameters have moved by the
 * gradient, and a unit that was dropped for every row of the batch is one whose outgoing weights
 * have not moved at all. The programs for CUDA run on the device of {@link TestDevice}.
 */
@ParameterizedClass
@EnumSource
class DropoutTest {
  private static final double[] ROW = {0.5, -1.2, 0.8, 0.1};
  private static final int CLASSES = 3;

  @org.junit.jupiter.params.Parameter Formulation formulation;

  @BeforeAll
  static void prepareThread() {
    TorchEngine.prepareThread(1);
  }

  @Test
  void theGradientIsThatOfTheNetworkWithTheMask() {
    Step step = step(Map.of("hidden_sizes", List.of(9L, 7L), "l1_drop", 0.3, "l2_drop", 0.5), 1);
    double[][] masks = {step.mask(1, 1 / 0.7), step.mask(2, 2)};
    assertThat(masks[0]).contains(0.0, 1 / 0.7);
    assertThat(masks[1]).contains(0.0, 2.0);

    assertThat(step.loss()).isEqualTo(loss(step.layout(), step.before(), masks), within(1e-12));
    for (int i = 0; i < step.before().length; i++) {
      double[] up = step.before().clone();
      double[] down = step.before().clone();
      up[i] += 1e-5;
      down[i] -= 1e-5;
      double difference =
          (loss(step.layout(), up, masks) - loss(step.layout(), down, masks)) / 2e-5;
      assertThat(step.gradient()[i]).as("parameter " + i).isEqualTo(difference, within(1e-8));
    }
  }

  @Test
  void unitsAreDroppedIndependentlyWithTheirProbability() {
    // 100 steps of 1000 units: five standard deviations of the share are 0.0072.
    int dropped = 0;
    double[][] seen = new double[2][];
    for (int seed = 0; seed < 100; seed++) {
      Step step = step(Map.of("hidden_sizes", List.of(1000L), "l1_drop", 0.3), 1, seed);
      double[] mask = step.mask(1, 1 / 0.7);
      dropped += (int) Arrays.stream(mask).filter(keep -> keep == 0).count();
      seen[seed % 2] = mask;
    }
    assertThat(dropped / 100_000.0).isEqualTo(0.3, within(0.0073));
    long both = IntStream.range(0, 1000).filter(i -> seen[0][i] == 0 && seen[1][i] == 0).count();
    assertThat(both / 1000.0).isEqualTo(0.09, within(0.046));
  }

  @Test
  void everyRowOfABatchHasItsOwnMask() {
    // A unit whose weights do not move was dropped for both rows: 0.5 * 0.5 of 2000.
    Step step = step(Map.of("hidden_sizes", List.of(2000L), "l1_drop", 0.5), 2);

    assertThat(Arrays.stream(step.mask(1, 2)).filter(keep -> keep == 0).count() / 2000.0)
        .isEqualTo(0.25, within(0.05));
  }

  @Test
  void nothingIsDroppedInEvaluationNorWithRateZero() {
    Step step = step(Map.of("hidden_sizes", List.of(50L), "l1_drop", 0.0), 1);
    double[] none = new double[50];
    Arrays.fill(none, 1);
    assertThat(step.mask(1, 1)).isEqualTo(none);

    Step dropping = step(Map.of("hidden_sizes", List.of(50L), "l1_drop", 0.5), 1);
    assertThat(dropping.evaluated())
        .isEqualTo(
            loss(dropping.layout(), dropping.before(), new double[][] {none}), within(1e-12));
  }

  /** Cross-entropy of the row with class 1 by a tanh network with the masks, as a formula. */
  private static double loss(ParameterLayout layout, double[] parameters, double[][] masks) {
    double[] active = ROW;
    int offset = 0;
    for (int layer = 0; layer < layout.layers(); layer++) {
      int in = layout.widths().get(layer);
      int out = layout.widths().get(layer + 1);
      double[] next = new double[out];
      for (int o = 0; o < out; o++) {
        next[o] = parameters[offset + out * in + o];
        for (int i = 0; i < in; i++) {
          next[o] += parameters[offset + o * in + i] * active[i];
        }
        if (layer < layout.layers() - 1) {
          next[o] = Math.tanh(next[o]) * masks[layer][o];
        }
      }
      offset += out * in + out;
      active = next;
    }
    return Math.log(Arrays.stream(active).map(Math::exp).sum()) - active[1];
  }

  private Step step(Map<String, Object> changes, int rows) {
    return step(changes, rows, 5);
  }

  private Step step(Map<String, Object> changes, int rows, long seed) {
    return Step.of(changes, rows, seed, formulation);
  }

  /** One step of SGD at rate 1 on a batch of equal rows: the parameters before it and after it. */
  private record Step(
      ParameterLayout layout, double[] before, double[] after, double loss, double evaluated) {

    static Step of(Map<String, Object> changes, int rows, long seed, Formulation formulation) {
      Map<String, Object> values = new java.util.LinkedHashMap<>(changes);
      values.putAll(
          Map.of("activation", "tanh", "optimizer", "sgd", "base_lr", 1.0, "batch_size", 8L));
      Checkpoint start =
          Checkpoint.initial(
              new Configuration(values), seed, ROW.length, CLASSES, DataType.FLOAT64);
      double[] data = new double[rows * ROW.length];
      int[] labels = new int[rows];
      for (int row = 0; row < rows; row++) {
        System.arraycopy(ROW, 0, data, row * ROW.length, ROW.length);
        labels[row] = 1;
      }
      int[] all = Network.rows(rows);
      try (DeviceImages images = DeviceImages.ofNumbers(TestDevice.of(formulation), data, labels);
          TrialTraining training =
              new TrialTraining(
                  images,
                  new TrialRows(all, all),
                  start,
                  DataType.FLOAT64,
                  Precision.FLOAT32,
                  formulation)) {
        double evaluated = training.network().evaluate(all, Interruption.NONE).loss();
        double loss = training.trainSteps(all, 0, 1, Interruption.NONE) / rows;
        return new Step(
            start.network().layout(),
            doubles(start.network().parameters()),
            doubles(training.checkpoint().network().parameters()),
            loss,
            evaluated);
      }
    }

    double[] gradient() {
      return IntStream.range(0, before.length).mapToDouble(i -> before[i] - after[i]).toArray();
    }

    /**
     * For each unit of hidden layer {@code layer}, from 1: 0 if it was dropped, else {@code scale}.
     */
    double[] mask(int layer, double scale) {
      Parameter weight =
          layout.parameters().stream()
              .filter(p -> p.role() == Parameter.Role.WEIGHT && p.layer() == layer)
              .findFirst()
              .orElseThrow();
      int units = layout.widths().get(layer);
      double[] gradient = gradient();
      double[] mask = new double[units];
      for (int i = 0; i < weight.size(); i++) {
        if (gradient[(int) weight.offset() + i] != 0) {
          mask[i % units] = scale;
        }
      }
      return mask;
    }

    private static double[] doubles(byte[] bytes) {
      double[] values = new double[bytes.length / Double.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
      return values;
    }
  }
}
