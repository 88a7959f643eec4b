package org.sparkhalving.report;

import java.util.Optional;
import org.sparkhalving.search.EpochMetrics;

/** Epochs for the tests of this package. */
final class Epochs {
  private Epochs() {}

  /** An epoch of two seconds whose losses are 0.45 and 0.5. */
  static EpochMetrics epoch(int number, double valAccuracy) {
    return new EpochMetrics(number, 0.5, 0.45, valAccuracy, 0.001, 2.0);
  }

  /** The same, as a job's last epoch. */
  static Optional<EpochMetrics> last(int number, double valAccuracy) {
    return Optional.of(epoch(number, valAccuracy));
  }
}
