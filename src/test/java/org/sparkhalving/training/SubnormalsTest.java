package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Numbers below float's normal range. */
class SubnormalsTest {
  private static final String HALF =
      """
      class M(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def half(self, x: Tensor) -> Tensor:
          return torch.mul(x, 0.5)
      """;

  @Test
  void areZeroInProgramsAndStayInJava() {
    TorchEngine.prepareThread(1);
    assertThat(half(Float.MIN_NORMAL)).as("before").isPositive();
    try (PtNDManager manager = TorchEngine.manager(ComputeDevice.CPU)) {
      TorchProgram program = new TorchProgram(manager, HALF);
      PtNDArray smallest = (PtNDArray) manager.create(new float[] {Float.MIN_NORMAL, 1});

      float[] halves =
          program.run("half", result -> result.toTensor(manager).toFloatArray(), smallest);

      assertThat(halves).containsExactly(0f, 0.5f);
      assertThat(half(Float.MIN_NORMAL)).isPositive();
    }
  }

  @Test
  void areZeroOnEveryThreadThatAProgramUsesWhateverRanBefore() throws Exception {
    AtomicLong subnormal = new AtomicLong(-1);
    Thread thread =
        new Thread(
            () -> {
              TorchEngine.prepareThread(2);
              try (PtNDManager manager = TorchEngine.manager(ComputeDevice.CPU)) {
                TorchProgram program = new TorchProgram(manager, HALF);
                NDArray many = manager.full(new Shape(1 << 20), Float.MIN_NORMAL);
                NDArray halves =
                    program.run("half", result -> result.toTensor(manager), (PtNDArray) many);
                subnormal.set(halves.countNonzero().getLong());
              }
            });
    thread.start();
    thread.join();

    assertThat(subnormal).hasValue(0);
  }

  private static float half(float number) {
    return number / 2;
  }
}
