package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkhalving.training.hyperparameter.Optimizer;
import org.sparkhalving.training.hyperparameter.Precision;
import org.sparkhalving.training.hyperparameter.Schedule;

/** A trial's result is a function of its settings, seed and data alone, bit for bit. */
class TrialTrainingTest {
  private static DeviceImages images;

  @BeforeAll
  static void open() {
    TorchEngine.prepareThread(1);
    images = SmallTrials.images();
  }

  @AfterAll
  static void close() {
    images.close();
  }

  static Stream<Arguments> optimizersAndSchedules() {
    return Stream.of(Optimizer.values())
        .flatMap(
            optimizer ->
                Stream.of(Schedule.values()).map(schedule -> Arguments.of(optimizer, schedule)));
  }

  @ParameterizedTest
  @MethodSource("optimizersAndSchedules")
  void goingOnFromAFileEqualsGoingOn(Optimizer optimizer, Schedule schedule) {
    Map<String, Object> changes = new LinkedHashMap<>();
    changes.put("optimizer", optimizer.key());
    changes.put("lr_schedule", schedule.key());
    changes.put("t_max", 3L);
    changes.put("warmup_epochs", 2L);
    changes.put("clip_norm", 1.0);
    changes.put("label_smoothing", 0.1);
    if (optimizer.hasMomentum()) {
      changes.put("momentum", 0.9);
    }
    Checkpoint start = SmallTrials.initial(changes);

    byte[] half = SmallTrials.trained(images, start, 1);
    byte[] resumed = SmallTrials.trained(images, Checkpoint.decode(half, "half"), 3);

    assertThat(resumed).isEqualTo(SmallTrials.trained(images, start, 3)).isNotEqualTo(half);
  }

  @Test
  void concurrentTrialsEqualSequentialOnes() throws Exception {
    List<Checkpoint> starts =
        IntStream.range(0, 4)
            .mapToObj(seed -> Checkpoint.initial(SmallTrials.configuration(Map.of()), seed, 784))
            .toList();
    List<byte[]> sequential =
        starts.stream().map(start -> SmallTrials.trained(images, start, 3)).toList();

    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      CyclicBarrier together = new CyclicBarrier(2);
      List<Future<byte[]>> futures = new ArrayList<>();
      for (Checkpoint start : starts) {
        futures.add(
            threads.submit(
                () -> {
                  TorchEngine.prepareThread(1);
                  together.await();
                  return SmallTrials.trained(images, start, 3);
                }));
      }
      for (int i = 0; i < starts.size(); i++) {
        assertThat(futures.get(i).get()).as("trial " + i).isEqualTo(sequential.get(i));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void stepsMayBeCutIntoAnyNativeCalls() {
    int[] order = SmallTrials.rows().training();
    try (TrialTraining whole = training();
        TrialTraining cut = training()) {
      int steps = whole.stepsPerEpoch();
      double wholeLoss = whole.trainSteps(order, 0, steps, Interruption.NONE);
      double cutLoss = 0;
      for (int i = 0; i < steps; i++) {
        cutLoss += cut.trainSteps(order, i, i + 1, Interruption.NONE);
      }

      assertThat(steps).isEqualTo(7);
      assertThat(cut.checkpoint().encode()).isEqualTo(whole.checkpoint().encode());
      assertThat(cutLoss).isCloseTo(wholeLoss, org.assertj.core.data.Offset.offset(1e-9));
    }
  }

  private static TrialTraining training() {
    return new TrialTraining(
        images, SmallTrials.rows(), SmallTrials.initial(Map.of()), Precision.FLOAT32);
  }

  @Test
  void trainingLearns() {
    TrialRun run =
        new TrialRun(
            images,
            SmallTrials.rows(),
            SmallTrials.initial(Map.of()),
            8,
            SmallTrials.BEST,
            Precision.FLOAT32);
    TrialRun.Result result = run.run((epoch, now, best) -> {}, Interruption.NONE);

    assertThat(result).isInstanceOf(TrialRun.Trained.class);
    assertThat(result.epochs()).hasSize(8);
    assertThat(result.epochs().get(7).valAccuracy()).isGreaterThan(60);
    assertThat(result.epochs().get(7).trainLoss()).isLessThan(result.epochs().get(0).trainLoss());
  }

  @Test
  void theValidationLossIsPlainWhateverTheTrainingLossIs() {
    Checkpoint start = SmallTrials.initial(Map.of("label_smoothing", 0.9));
    Checkpoint plain = SmallTrials.initial(Map.of());
    try (Network smoothed = Network.of(start.model(), images);
        Network other = Network.of(plain.model(), images)) {
      int[] rows = SmallTrials.rows().validation();
      assertThat(smoothed.evaluate(rows, Interruption.NONE).loss())
          .isEqualTo(other.evaluate(rows, Interruption.NONE).loss());
    }
  }
}
