package org.sparkhalving.training.hyperparameter;

import java.util.Locale;

/** How the learning rate changes; {@link LearningRate} has the formulas. */
public enum Schedule {
  /** It does not. */
  NONE,
  /** Along a cosine whose time is the number of epochs completed. */
  COSINE_EPOCH,
  /** Along a cosine whose time is the number of optimizer steps made. */
  COSINE_STEP;

  /** The name in settings. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
