package org.sparkhalving.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.training.hyperparameter.Precision;

class PrecisionNoticeTest {
  @Test
  void float32NeedsNoNotice() {
    assertThat(PrecisionNotice.of(resources(Precision.FLOAT32))).isEmpty();
  }

  @Test
  void tf32OnACpuIsSaidToBeFloat32() {
    assertThat(PrecisionNotice.of(resources(Precision.TF32)))
        .contains(
            "warning: resources.precision = tf32 is for CUDA; trials on a CPU train in float32.");
  }

  @Test
  void bfloat16ThatIsSlowerIsWarnedOfWithTheMeasuredFactor() {
    assertThat(PrecisionNotice.slower(0.5)).isEmpty();
    assertThat(PrecisionNotice.slower(3.14159))
        .contains(
            "warning: resources.precision = bfloat16 is slower than float32 on this host: 3.1 times the time, measured."
                + " It needs a CPU with AVX512-BF16 or AMX, or a GPU; use float32 here.");
  }

  private static Settings.Resources resources(Precision precision) {
    return new Settings.Resources(
        Settings.DeviceChoice.CPU, 1, 1, OptionalInt.empty(), 3, 3, precision);
  }
}
