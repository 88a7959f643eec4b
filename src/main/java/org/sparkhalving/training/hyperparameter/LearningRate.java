package org.sparkhalving.training.hyperparameter;

/**
 * The learning rate of an optimizer step.
 *
 * <p>Cosine: base/2·(1 + cos(π·t/T_max)), the closed form of {@code
 * torch.optim.lr_scheduler.CosineAnnealingLR} with eta_min = 0: exactly 0 at T_max, and back up
 * after it. Warm-up: multiplied by (step + 1)/(warm-up steps) during the first warm-up epochs.
 *
 * @param base the rate at t = 0, above 0
 * @param schedule what t counts
 * @param tMax T_max: half a period, in epochs or steps
 * @param warmupEpochs length of the linear warm-up in epochs, 0 for none
 */
public record LearningRate(double base, Schedule schedule, long tMax, long warmupEpochs) {

  /**
   * The rate of an optimizer step.
   *
   * @param epoch epochs completed before it
   * @param step optimizer steps made before it
   * @param stepsPerEpoch optimizer steps of an epoch
   */
  public double at(int epoch, long step, int stepsPerEpoch) {
    double rate =
        switch (schedule) {
          case NONE -> base;
          case COSINE_EPOCH -> cosine(epoch);
          case COSINE_STEP -> cosine(step);
        };
    long warmupSteps = warmupEpochs * stepsPerEpoch;
    return step < warmupSteps ? rate * (step + 1) / warmupSteps : rate;
  }

  private double cosine(long t) {
    long phase = t % (2 * tMax);
    if (phase == tMax) {
      return 0;
    }
    return base / 2 * (1 + StrictMath.cos(StrictMath.PI * phase / tMax));
  }
}
