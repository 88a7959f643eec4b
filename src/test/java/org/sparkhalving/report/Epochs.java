package org.sparkhalving.report;

import java.util.List;
import java.util.stream.IntStream;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.scheduler.Outlook;

/** Epochs for the tests of this package. */
final class Epochs {
  private Epochs() {}

  /** An epoch of two seconds whose losses are 0.45 and 0.5. */
  static EpochMetrics epoch(int number, double valAccuracy) {
    return new EpochMetrics(number, 0.5, 0.45, valAccuracy, 0.001, 2.0);
  }

  /** What a halving expects: the last epoch of each rung, and how many trials come to it. */
  static Outlook outlook(List<Integer> epochs, List<Integer> trials) {
    return new Outlook(
        IntStream.range(0, epochs.size())
            .mapToObj(
                rung ->
                    new Outlook.Rung(
                        epochs.get(rung), trials.get(rung), rung == 0 ? trials.get(rung) : 0))
            .toList(),
        true);
  }
}
