package org.sparkhalving.doctor;

import java.io.Serializable;
import java.util.Locale;
import org.sparkhalving.training.ComputeDevice;
import org.sparkhalving.training.TorchEngine;
import org.sparkhalving.training.TrainingCheck;

/**
 * A device that trained for a moment.
 *
 * @param device PyTorch's name
 * @param memoryBytes a CUDA device's; 0 for the CPU
 * @param secondsPerEpoch of the published epoch times' network and 48,000 images; NaN where it
 *     failed
 * @param coreShare for which part of that time, from 0 to 1, the thread had a core
 * @param failure why it did not train, or learnt nothing; empty where it did
 */
public record DeviceFacts(
    String device, long memoryBytes, double secondsPerEpoch, double coreShare, String failure)
    implements Serializable {
  private static final String TRAINING = "training";

  /** Seconds of an epoch on one core of a Xeon (Sapphire Rapids), in {@code src/docs/speed.md}. */
  static final double PUBLISHED = 1.66;

  /** How many times slower a core may be before something else is likely to be the reason. */
  private static final double SLOW = 4;

  /** Trains on {@code device} for a moment, on the calling thread. */
  public static DeviceFacts of(ComputeDevice device) {
    try {
      TrainingCheck check = TrainingCheck.on(device);
      return new DeviceFacts(
          device.toString(),
          device.cuda() ? TorchEngine.memory(device.index()) : 0,
          check.secondsPerEpoch(),
          check.coreShare(),
          check.hasLearnt()
              ? ""
              : "its loss went from %s to %s, where it should have fallen by more than half"
                  .formatted(check.firstLoss(), check.lastLoss()));
    } catch (RuntimeException | OutOfMemoryError e) {
      return failed(device.toString(), e.toString());
    }
  }

  /** A device that cannot train. */
  public static DeviceFacts failed(String device, String why) {
    return new DeviceFacts(device, 0, Double.NaN, 0, why);
  }

  /** Whether the published figure is of this kind of device. */
  private boolean isComparable() {
    return device.equals("cpu");
  }

  /** The time of an epoch against the published one's, in words; a dash where there is none. */
  public String comparison() {
    return isComparable() && failure.isEmpty()
        ? String.format(Locale.ROOT, "%.2f times", secondsPerEpoch / PUBLISHED)
        : "–";
  }

  /** What its training means to a search. */
  public Finding finding() {
    if (!failure.isEmpty()) {
      return Finding.problem(
          TRAINING,
          "%s does not train: %s".formatted(device, failure.lines().findFirst().orElse(failure)),
          "look into the executor's log; a CUDA device may be in use, or too old or too new for libtorch, which needs compute capability 5.0 to 9.0");
    }
    String text =
        String.format(Locale.ROOT, "%s: %.2f s an epoch of 48,000 images", device, secondsPerEpoch);
    if (!isComparable()) {
      return Finding.ok(TRAINING, text + "; no figure is published for such a device");
    }
    text += String.format(Locale.ROOT, ", %s the published %.2f s", comparison(), PUBLISHED);
    return secondsPerEpoch > SLOW * PUBLISHED
        ? Finding.warning(
            TRAINING,
            text
                + String.format(
                    Locale.ROOT, "; the thread had a core for %.0f %% of it", 100 * coreShare),
            "see what else runs there where that is far below 100 %, else whether the CPU has AVX2")
        : Finding.ok(TRAINING, text);
  }
}
