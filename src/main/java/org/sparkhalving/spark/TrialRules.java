package org.sparkhalving.spark;

import org.sparkhalving.search.Sampler;
import org.sparkhalving.training.Hyperparameters;

/** What a study's trials must satisfy together with its data. */
final class TrialRules {
  private TrialRules() {}

  /**
   * Refuses trials that cannot train on {@code images} training images.
   *
   * @throws RefusedException naming the first such trial
   */
  static void check(Settings settings, Sampler sampler, int images) {
    for (int trial = 0; trial < settings.search().trials(); trial++) {
      Hyperparameters hyperparameters = Hyperparameters.of(sampler.sample(trial));
      int batch = hyperparameters.batchSize();
      if (batch > images) {
        throw new RefusedException(
            "trial "
                + trial
                + " has batch_size = "
                + batch
                + ", but there are only "
                + images
                + " training images: use at most "
                + images);
      }
      if (hyperparameters.batchNorm() && images % batch == 1) {
        throw new RefusedException(
            "trial "
                + trial
                + " has batch_size = "
                + batch
                + ", which leaves a last batch of one of the "
                + images
                + " training images: batch_norm has no variance there, as in PyTorch. Use another batch_size, or"
                + " batch_norm = false");
      }
    }
  }
}
