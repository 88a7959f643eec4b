package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * What dropout's masks on CUDA are drawn from: integers that are a function of (seed, element),
 * here made by the program for CUDA on the device of {@link TestDevice}. Integer arithmetic is the
 * same on all.
 */
class CudaMasksTest {
  private static final long ODD = 0xD6E8FEB86659FD93L;

  @BeforeAll
  static void prepareThread() {
    TorchEngine.prepareThread(1);
  }

  @Test
  void theDrawsAreTheHashOfStartAndElement() {
    for (long seed : new long[] {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 0x123456789ABCDEFL}) {
      List<long[]> draws = draws(5, seed);

      long[] expected =
          LongStream.range(0, 5 * 12 + 5 * 8).map(i -> hash((seed >> 1) + i)).toArray();
      assertThat(draws.get(0)).isEqualTo(Arrays.copyOf(expected, 60));
      assertThat(draws.get(1)).isEqualTo(Arrays.copyOfRange(expected, 60, 100));
    }
  }

  private static long hash(long counter) {
    long z = counter;
    for (int round = 0; round < 2; round++) {
      z = (z ^ (z >> 32)) * ODD;
    }
    return z;
  }

  @Test
  void aLayerWithoutDropoutDrawsNothing() {
    assertThat(draws(5, 1, Map.of("l1_drop", 0.0)))
        .satisfiesExactly(
            first -> assertThat(first).isEmpty(), second -> assertThat(second).hasSize(40));
  }

  @Test
  void theSameSeedDrawsTheSameAndAnotherOtherwise() {
    long first = Seeds.of(3, "dropout", 0);
    long second = Seeds.of(3, "dropout", 1);
    long[] drawn = draws(64, first).get(0);
    assertThat(draws(64, first).get(0)).isEqualTo(drawn);
    assertThat(draws(64, second).get(0)).doesNotContain(drawn);
  }

  /**
   * Shares of 0 in all bits that a rate can ask for first: five standard deviations of a share of
   * half a million are 0.0036, and of a row or column of 1,000 are 0.08.
   */
  @Test
  void drawsAreEvenlyDistributedByElementRowColumnAndStep() {
    int rows = 1000;
    int columns = 512;
    Map<String, Object> wide =
        Map.of("hidden_sizes", List.of((long) columns), "l1_drop", 0.5, "l2_drop", 0.0);
    for (long step = 0; step < 4; step++) {
      long[] draws = draws(rows, Seeds.of(11, "dropout", step), wide).get(0);
      long[] next = draws(rows, Seeds.of(11, "dropout", step + 1), wide).get(0);
      for (double rate : new double[] {0.05, 0.3, 0.5, 0.9}) {
        long limit = (long) (rate * 0x1p64 - 0x1p63);
        assertThat(share(draws.length, i -> draws[i] < limit)).isEqualTo(rate, within(0.0036));
        assertThat(share(draws.length - 1, i -> draws[i] < limit && draws[i + 1] < limit))
            .as("neighbours")
            .isEqualTo(rate * rate, within(0.0036));
        assertThat(
                share(draws.length - columns, i -> draws[i] < limit && draws[i + columns] < limit))
            .as("rows one below the other")
            .isEqualTo(rate * rate, within(0.0036));
        assertThat(share(draws.length, i -> draws[i] < limit && next[i] < limit))
            .as("steps")
            .isEqualTo(rate * rate, within(0.0036));
      }
      for (int column = 0; column < columns; column++) {
        int at = column;
        assertThat(share(rows, row -> draws[row * columns + at] >= 0))
            .as("column")
            .isEqualTo(0.5, within(0.08));
      }
      for (int bit = 32; bit < 64; bit++) {
        int shift = bit;
        assertThat(share(draws.length, i -> (draws[i] >>> shift & 1) == 1))
            .as("bit " + bit)
            .isEqualTo(0.5, within(0.0036));
      }
    }
  }

  /** The least of all rates is a share of no integer, and those just below 1 of nearly all. */
  @Test
  void ratesAtTheEndsOfTheirRangeDropNothingAndNearlyAll() {
    for (Formulation formulation : Formulation.values()) {
      assertThat(lossAfterAStep(1e-20, formulation))
          .as("%s", formulation)
          .isEqualTo(lossAfterAStep(0, formulation));
      assertThat(lossAfterAStep(1 - 0x1p-53, formulation)).as("%s", formulation).isFinite();
    }
  }

  /** Of the second step, which sees what the first has learnt. */
  private static double lossAfterAStep(double rate, Formulation formulation) {
    Checkpoint start = SmallTrials.initial(Map.of("l1_drop", rate, "l2_drop", 0.0));
    int[] rows = Network.rows(64);
    try (DeviceImages images = SmallTrials.images();
        TrialTraining training =
            new TrialTraining(
                images,
                new TrialRows(rows, rows),
                start,
                DataType.FLOAT32,
                Precision.FLOAT32,
                formulation)) {
      training.trainSteps(rows, 0, 1, Interruption.NONE);
      return training.network().evaluate(rows, Interruption.NONE).loss();
    }
  }

  private static double share(int count, java.util.function.IntPredicate holds) {
    return (double) IntStream.range(0, count).filter(holds).count() / count;
  }

  private static List<long[]> draws(int rows, long seed) {
    return draws(rows, seed, Map.of());
  }

  private static List<long[]> draws(int rows, long seed, Map<String, Object> changes) {
    Checkpoint start = SmallTrials.initial(changes);
    try (PtNDManager manager = TorchEngine.manager(TestDevice.of(Formulation.CUDA))) {
      TorchProgram program =
          new TorchProgram(
              manager,
              ProgramSource.of(start.trial(), start.network().layout(), 6, 0, 1, Formulation.CUDA));
      return program.run(
          "draws",
          value -> Arrays.stream(value.toTensorArray(manager)).map(NDArray::toLongArray).toList(),
          Tensors.of(manager, new byte[1], DataType.UINT8, 1),
          (long) rows,
          seed);
    }
  }
}
