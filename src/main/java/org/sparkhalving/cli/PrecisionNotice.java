package org.sparkhalving.cli;

import java.util.Locale;
import java.util.Optional;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.training.TorchEngine;
import org.sparkhalving.training.hyperparameter.Precision;

/** What a user should know of a study's precision before it runs. */
final class PrecisionNotice {
  private PrecisionNotice() {}

  /**
   * A warning where this host has nothing to gain from the precision that was asked for. To be
   * asked for where trials train on this host.
   */
  static Optional<String> of(Settings.Resources resources) {
    boolean cuda =
        resources.trialDevice() != Settings.DeviceChoice.CPU && TorchEngine.cudaDevices() > 0;
    if (cuda || resources.precision() == Precision.FLOAT32) {
      return Optional.empty();
    }
    if (resources.precision() == Precision.TF32) {
      return Optional.of(
          "warning: resources.precision = tf32 is for CUDA; trials on a CPU train in float32.");
    }
    return slower(TorchEngine.slowdown(resources.precision(), resources.cpusPerTrial()));
  }

  /**
   * The warning where bfloat16 takes {@code slowdown} times as long as float32, if it is above 1.
   */
  static Optional<String> slower(double slowdown) {
    return slowdown <= 1
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "warning: resources.precision = bfloat16 is slower than float32 on this host: %.1f times the time, measured. It needs a CPU with AVX512-BF16 or AMX, or a GPU; use float32 here.",
                slowdown));
  }
}
