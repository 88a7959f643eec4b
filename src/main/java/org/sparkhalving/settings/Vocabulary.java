package org.sparkhalving.settings;

import java.util.Optional;
import org.sparkhalving.training.hyperparameter.Domain;
import org.sparkhalving.training.hyperparameter.Hyperparameter;

/** Which hyperparameters there are. */
enum Vocabulary {
  /** Those of the trainer, which gives the ones that are not set their defaults. */
  TRAINER {
    @Override
    Optional<Hyperparameter> named(String name) {
      return Hyperparameter.named(name);
    }
  },
  /** The columns of a table of recorded configurations, which is read later. */
  TABLE {
    @Override
    Optional<Hyperparameter> named(String name) {
      return Optional.of(new Hyperparameter(name, new Domain.Recorded(), Optional.empty()));
    }
  };

  /** The hyperparameter of that name, if there is one. */
  abstract Optional<Hyperparameter> named(String name);
}
