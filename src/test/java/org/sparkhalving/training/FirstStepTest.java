package org.sparkhalving.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sparkhalving.training.natives.EngineStartException;

/** An engine whose libraries load and cannot train. */
class FirstStepTest {
  @Test
  void anEngineThatCannotTrainHasNotStartedAndIsStartedAgain() {
    TorchEngine.start();

    assertThatThrownBy(
            () ->
                TorchEngine.firstStep(
                    () -> {
                      throw new UnsatisfiedLinkError("undefined symbol: _ZN5torch3jit");
                    }))
        .isInstanceOf(EngineStartException.class)
        .hasMessageContainingAll(
            "load, but cannot train: undefined symbol: _ZN5torch3jit. They must fit this system");

    int[] steps = {0};
    TorchEngine.firstStep(() -> steps[0]++);
    assertThat(steps[0]).isEqualTo(1);
    assertThat(TorchEngine.version()).contains("libtorch");
  }
}
