package org.sparkhalving.search.sampler;

import java.util.Optional;
import org.sparkhalving.search.space.Distribution;

/**
 * The values of a distribution of numbers, laid out from 0 to 1.
 *
 * @param interval the same in the distribution's own unit
 * @param low where 0 is, in that unit
 * @param span from there to where 1 is, above 0
 */
record Scale(Interval interval, double low, double span) {

  /** The scale of a distribution; empty where it draws no numbers, or one only. */
  static Optional<Scale> of(Distribution distribution) {
    return Interval.of(distribution)
        .map(
            interval ->
                new Scale(
                    interval,
                    interval.low() + interval.step() / 2,
                    interval.width() - interval.step()))
        .filter(scale -> scale.span() > 0);
  }

  /** Where a value of the distribution is. */
  double place(Object value) {
    return (interval.at(value) - low) / span;
  }

  /** The value of the distribution that is nearest to a place. */
  Object value(double place) {
    return interval.value(low + place * span);
  }
}
