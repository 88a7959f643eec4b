package org.sparkhalving.input;

import java.util.Optional;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.search.sampler.Sampler;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.training.ParameterLayout;
import org.sparkhalving.training.hyperparameter.Hyperparameters;

/** What a study's trials must satisfy together with its data. */
public final class DataFit {
  private DataFit() {}

  /**
   * Refuses trials that cannot train on the data. Where a study's trials depend on results, random
   * ones of its space are checked instead; a trial that is drawn later and cannot train fails.
   *
   * @throws ReportedException naming the first such trial
   */
  static void check(Settings settings, StudyData data) {
    Sampler sampler = settings.search().withoutResults(settings.study().seed());
    LabelledImages images = data.search();
    for (int trial = 0; trial < settings.search().trials(); trial++) {
      try {
        check(Hyperparameters.of(sampler.sample(trial)), images);
      } catch (IllegalArgumentException e) {
        throw new ReportedException(
            ErrorKind.SETTINGS, "trial %s cannot train: %s".formatted(trial, e.getMessage()));
      }
    }
  }

  /** Why a trial cannot train on the images, and the cure; empty if it can. */
  public static Optional<String> obstacle(Hyperparameters trial, LabelledImages images) {
    try {
      check(trial, images);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static void check(Hyperparameters trial, LabelledImages images) {
    ParameterLayout.requireFits(trial, images.pixelsPerImage());
    int count = images.training().length;
    int batch = trial.batchSize();
    if (batch > count) {
      throw new IllegalArgumentException(
          "batch_size = %s, but there are only %s training images; use at most %s"
              .formatted(batch, count, count));
    }
    if (trial.batchNorm() && count % batch == 1) {
      throw new IllegalArgumentException(
          "batch_size = %s leaves a last batch of one of the %s training images, in which batch_norm has no variance (an error in PyTorch too); use another batch_size, or batch_norm = false"
              .formatted(batch, count));
    }
  }
}
