package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.training.hyperparameter.Precision;

/** How a run of epochs ends. */
class TrialRunTest {
  private static final TrialRun.Result DONE =
      new TrialRun.Failed(List.of(), FailureReason.DIVERGED, "stands for any result");
  private final EngineException cuda =
      new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB");
  private final EngineException cpu =
      new EngineException("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9");

  private static DeviceImages images;
  private final List<String> freed = new ArrayList<>();

  @BeforeAll
  static void open() {
    TorchEngine.prepareThread(1);
    images = SmallTrials.images();
  }

  @AfterAll
  static void close() {
    images.close();
  }

  @Test
  void aLossThatIsNoNumberEndsTheTrialAtThatEpoch() {
    Checkpoint start =
        SmallTrials.initial(Map.of("base_lr", 1e30, "batch_norm", false, "activation", "relu"));
    List<EpochMetrics> reported = new ArrayList<>();

    TrialRun.Result result =
        new TrialRun(images, SmallTrials.rows(), start, 5, SmallTrials.BEST, Precision.FLOAT32)
            .run((epoch, now, best) -> reported.add(epoch), Interruption.NONE);

    assertThat(result)
        .isInstanceOfSatisfying(
            TrialRun.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo(FailureReason.DIVERGED);
              assertThat(failed.epochs()).hasSize(1).isEqualTo(reported);
              assertThat(failed.message()).startsWith("the loss of epoch 1 is ");
            });
  }

  @Test
  void theModelOfTheBestEpochIsKeptAndGivesItsFiguresAgain() {
    Checkpoint start = SmallTrials.initial(Map.of("base_lr", 0.05));
    List<Integer> kept = new ArrayList<>();

    TrialRun.Trained trained =
        (TrialRun.Trained)
            new TrialRun(images, SmallTrials.rows(), start, 16, SmallTrials.BEST, Precision.FLOAT32)
                .run(
                    (epoch, now, best) -> kept.add(best.map(Model::epoch).orElse(epoch.epoch())),
                    Interruption.NONE);

    EpochMetrics best =
        SmallTrials.BEST.criterion().counting(trained.epochs().stream()).orElseThrow();
    assertThat(best.epoch()).as("the best epoch").isLessThan(16);
    assertThat(kept).hasSize(16).endsWith(best.epoch()).isSorted();
    Model model = trained.best().orElseThrow();
    assertThat(model.epoch()).isEqualTo(best.epoch());
    try (Network network = Network.of(model, images)) {
      Evaluation again = network.evaluate(SmallTrials.rows().validation(), Interruption.NONE);
      assertThat(again.loss()).isEqualTo(best.valLoss());
      assertThat(again.accuracy()).isEqualTo(best.valAccuracy());
    }
  }

  @Test
  void aRunThatIsAtItsTargetTrainsNothing() {
    Checkpoint start = SmallTrials.initial(Map.of());

    assertThat(SmallTrials.trained(images, start, 0)).isEqualTo(start.encode());
  }

  @Test
  void anInterruptionPassesThroughUnchanged() {
    RuntimeException mine = new RuntimeException("task killed");
    TrialRun run =
        new TrialRun(
            images,
            SmallTrials.rows(),
            SmallTrials.initial(Map.of()),
            1,
            SmallTrials.BEST,
            Precision.FLOAT32);

    assertThatThrownBy(
            () ->
                run.run(
                    (epoch, now, best) -> {},
                    () -> {
                      throw mine;
                    }))
        .isSameAs(mine);
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    Checkpoint start = Checkpoint.initial(SmallTrials.configuration(Map.of()), 1, 100);
    TrialRun run =
        new TrialRun(images, SmallTrials.rows(), start, 1, SmallTrials.BEST, Precision.FLOAT32);

    assertThatThrownBy(() -> run.run((epoch, now, best) -> {}, Interruption.NONE))
        .hasMessage("the network takes images of 100 pixels, but these have 784");
  }

  @Test
  void outOfMemoryIsTriedOnceMoreAfterFreeingTheCache() {
    assertThat(TrialRun.withOneRetry(attempts(cuda, DONE), this::free)).isSameAs(DONE);
    assertThat(freed).hasSize(1);
  }

  @Test
  void outOfMemoryTwiceIsAFailureOfTheTrial() {
    assertThat(TrialRun.withOneRetry(attempts(cuda, cpu), this::free))
        .isEqualTo(new TrialRun.Failed(List.of(), FailureReason.OUT_OF_MEMORY, cpu.getMessage()));
  }

  @Test
  void outOfMemoryInJavaIsLikeTheDevices() {
    OutOfMemoryError java = new OutOfMemoryError("Cannot reserve 9 bytes of direct buffer memory");

    assertThat(TrialRun.withOneRetry(attempts(java, DONE), this::free)).isSameAs(DONE);
    assertThat(TrialRun.withOneRetry(attempts(cuda, java), this::free))
        .isEqualTo(new TrialRun.Failed(List.of(), FailureReason.OUT_OF_MEMORY, java.getMessage()));
  }

  @Test
  void otherEngineErrorsAreThrown() {
    EngineException other = new EngineException("mat1 and mat2 shapes cannot be multiplied");
    EngineException silent = new EngineException((String) null);

    assertThatThrownBy(() -> TrialRun.withOneRetry(attempts(other), this::free)).isSameAs(other);
    assertThatThrownBy(() -> TrialRun.withOneRetry(attempts(silent), this::free)).isSameAs(silent);
    assertThat(freed).isEmpty();
    assertThatThrownBy(() -> TrialRun.withOneRetry(attempts(cuda, other), this::free))
        .isSameAs(other);
  }

  private void free() {
    freed.add("cache");
  }

  private static Supplier<TrialRun.Result> attempts(Object... outcomes) {
    Deque<Object> left = new ArrayDeque<>(List.of(outcomes));
    return () -> {
      Object outcome = left.remove();
      if (outcome instanceof EngineException e) {
        throw e;
      }
      if (outcome instanceof OutOfMemoryError e) {
        throw e;
      }
      return (TrialRun.Result) outcome;
    };
  }
}
