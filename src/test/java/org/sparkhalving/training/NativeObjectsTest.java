package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDManager;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.training.hyperparameter.Precision;

/** However a trial ends, it leaves no native object open. */
class NativeObjectsTest {
  private static final TrialRows ROWS = SmallTrials.rows();
  private static final TrialRows NO_SUCH_IMAGE = new TrialRows(new int[] {1, 500}, new int[] {0});
  private static final TrialRows NO_SUCH_VALIDATION =
      new TrialRows(new int[] {0, 1}, new int[] {0, 500});

  private static DeviceImages images;
  private static DeviceImages unprintable;

  @BeforeAll
  static void open() {
    TorchEngine.prepareThread(1);
    images = SmallTrials.images();
    unprintable =
        DeviceImages.of(ComputeDevice.CPU, new byte[500 * 784], new byte[500], 0, Double.NaN);
  }

  @AfterAll
  static void close() {
    images.close();
    unprintable.close();
  }

  @Test
  void trialsThatSucceedOrDivergeLeaveNothingOpen() throws Exception {
    Set<String> before = openManagers();
    Checkpoint good = SmallTrials.initial(Map.of());
    Checkpoint diverging =
        SmallTrials.initial(Map.of("base_lr", 1e30, "batch_norm", false, "activation", "relu"));
    List<Callable<TrialRun.Result>> trials = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      trials.add(
          () ->
              new TrialRun(images, ROWS, good, 1, SmallTrials.BEST, Precision.FLOAT32)
                  .run((epoch, now, best) -> {}, Interruption.NONE));
      trials.add(
          () ->
              new TrialRun(images, ROWS, diverging, 1, SmallTrials.BEST, Precision.FLOAT32)
                  .run((epoch, now, best) -> {}, Interruption.NONE));
    }

    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Class<?>> ends = new ArrayList<>();
      for (Future<TrialRun.Result> end : threads.invokeAll(trials)) {
        ends.add(end.get().getClass());
      }
      assertThat(ends).containsOnly(TrialRun.Trained.class, TrialRun.Failed.class);
    } finally {
      threads.shutdownNow();
    }

    assertThat(openManagers()).isSubsetOf(before);
  }

  static Stream<Arguments> failures() {
    Checkpoint start = SmallTrials.initial(Map.of());
    NetworkState state = start.network();
    List<byte[]> moments = start.optimizerState();
    List<byte[]> tooShort = List.of(moments.get(0), new byte[4]);
    return Stream.of(
        arguments(
            "a step fails",
            EngineException.class,
            new TrialRun(images, NO_SUCH_IMAGE, start, 1, SmallTrials.BEST, Precision.FLOAT32),
            (TrialRun.Listener) NativeObjectsTest::ignore,
            Integer.MAX_VALUE),
        arguments(
            "an evaluation fails",
            EngineException.class,
            new TrialRun(images, NO_SUCH_VALIDATION, start, 1, SmallTrials.BEST, Precision.FLOAT32),
            (TrialRun.Listener) NativeObjectsTest::ignore,
            Integer.MAX_VALUE),
        arguments(
            "interrupted in the second step",
            Interrupted.class,
            new TrialRun(images, ROWS, start, 1, SmallTrials.BEST, Precision.FLOAT32),
            (TrialRun.Listener) NativeObjectsTest::ignore,
            1),
        arguments(
            "interrupted before the evaluation",
            Interrupted.class,
            new TrialRun(images, NO_SUCH_VALIDATION, start, 1, SmallTrials.BEST, Precision.FLOAT32),
            (TrialRun.Listener) NativeObjectsTest::ignore,
            1),
        arguments(
            "the listener fails",
            Interrupted.class,
            new TrialRun(images, ROWS, start, 1, SmallTrials.BEST, Precision.FLOAT32),
            (TrialRun.Listener)
                (epoch, now, best) -> {
                  throw new Interrupted();
                },
            Integer.MAX_VALUE),
        arguments(
            "images of another size",
            IllegalArgumentException.class,
            new TrialRun(
                images,
                ROWS,
                Checkpoint.initial(SmallTrials.configuration(Map.of()), 1, 100),
                1,
                SmallTrials.BEST,
                Precision.FLOAT32),
            (TrialRun.Listener) NativeObjectsTest::ignore,
            Integer.MAX_VALUE),
        arguments(
            "a program that does not compile",
            EngineException.class,
            new TrialRun(unprintable, ROWS, start, 1, SmallTrials.BEST, Precision.FLOAT32),
            (TrialRun.Listener) NativeObjectsTest::ignore,
            Integer.MAX_VALUE),
        arguments(
            "a checkpoint with too few parameters",
            IllegalArgumentException.class,
            run(
                start,
                new NetworkState(state.layout(), new byte[8], List.of(), List.of()),
                moments),
            (TrialRun.Listener) NativeObjectsTest::ignore,
            Integer.MAX_VALUE),
        arguments(
            "a checkpoint with too few optimizer numbers",
            IllegalArgumentException.class,
            run(start, state, tooShort),
            (TrialRun.Listener) NativeObjectsTest::ignore,
            Integer.MAX_VALUE),
        arguments(
            "an error while the network is read",
            AssertionError.class,
            run(
                start,
                new NetworkState(
                    state.layout(), state.parameters(), state.means(), new Unreadable()),
                moments),
            (TrialRun.Listener) NativeObjectsTest::ignore,
            Integer.MAX_VALUE),
        arguments(
            "an error while the optimizer's state is read",
            AssertionError.class,
            run(start, state, new Unreadable()),
            (TrialRun.Listener) NativeObjectsTest::ignore,
            Integer.MAX_VALUE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void aTrialThatFailsLeavesNothingOpen(
      String name,
      Class<? extends Throwable> failure,
      TrialRun run,
      TrialRun.Listener listener,
      int checks) {
    Set<String> before = openManagers();
    int[] asked = {0};

    assertThatThrownBy(
            () ->
                run.run(
                    listener,
                    () -> {
                      if (asked[0]++ == checks) {
                        throw new Interrupted();
                      }
                    }))
        .isInstanceOf(failure);

    assertThat(openManagers()).isSubsetOf(before);
  }

  @Test
  void openObjectsAreSeen() {
    Set<String> before = openManagers();
    try (Network open = Network.of(SmallTrials.initial(Map.of()).model(), images)) {
      assertThat(openManagers()).hasSize(before.size() + 1);
      assertThat(open.logits(new int[] {0})).hasSize(10);
    }
  }

  @ParameterizedTest
  @CsvSource({"7", "9", "0"})
  void aTensorIsMadeOfAsManyBytesAsItHas(int bytes) {
    try (PtNDManager manager = TorchEngine.manager(ComputeDevice.CPU)) {
      assertThatThrownBy(() -> Tensors.of(manager, new byte[bytes], DataType.FLOAT32, 2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a tensor of float32 and shape (2) is not made of " + bytes + " bytes");
    }
  }

  private static void ignore(EpochMetrics epoch, Supplier<Checkpoint> now, Optional<Model> best) {}

  private static TrialRun run(Checkpoint start, NetworkState state, List<byte[]> moments) {
    Checkpoint other =
        new Checkpoint(new Model(start.configuration(), start.seed(), 0, 0, state), moments);
    return new TrialRun(images, ROWS, other, 1, SmallTrials.BEST, Precision.FLOAT32);
  }

  /** The engine's managers, each with the number of its tensors and programs; all but the root. */
  private static Set<String> openManagers() {
    ByteArrayOutputStream dump = new ByteArrayOutputStream();
    PrintStream out = System.out;
    try (PtNDManager any = TorchEngine.manager(ComputeDevice.CPU)) {
      System.setOut(new PrintStream(dump, true, StandardCharsets.UTF_8));
      BaseNDManager root = (BaseNDManager) any.getParentManager();
      any.close();
      root.debugDump(0);
    } finally {
      System.setOut(out);
    }
    return dump.toString(StandardCharsets.UTF_8)
        .lines()
        .skip(1)
        .map(String::strip)
        .collect(Collectors.toSet());
  }

  /** Ends the work, as a killed task does. */
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Stands for a list that Java's memory does not suffice to copy. */
  private static final class Unreadable extends AbstractList<byte[]> {
    @Override
    public byte[] get(int index) {
      throw new AssertionError("unreadable");
    }

    @Override
    public int size() {
      return 1;
    }
  }
}
