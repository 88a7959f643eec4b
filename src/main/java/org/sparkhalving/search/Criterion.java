package org.sparkhalving.search;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What trials are ranked by: a metric, and which of a trial's epochs it is taken from.
 * Serializable, since executors keep the model of the epoch that counts.
 *
 * @param metric the figure
 * @param scope the epoch that counts
 */
public record Criterion(Metric metric, Scope scope) implements Serializable {
  /** Refuses null. */
  public Criterion {
    Objects.requireNonNull(metric);
    Objects.requireNonNull(scope);
  }

  /** A trial's best epoch counts. */
  public static Criterion best(Metric metric) {
    return new Criterion(metric, Scope.BEST);
  }

  /** A trial's last epoch counts. */
  public static Criterion last(Metric metric) {
    return new Criterion(metric, Scope.LAST);
  }

  /**
   * The epoch that counts after {@code next} was trained.
   *
   * @param before the one that counted until then
   */
  public EpochMetrics counting(EpochMetrics before, EpochMetrics next) {
    return scope == Scope.LAST || metric.isBetter(metric.of(next), metric.of(before))
        ? next
        : before;
  }

  /** The epoch that counts of those of a trial, in their order; empty where there is none. */
  public Optional<EpochMetrics> counting(Stream<EpochMetrics> epochs) {
    return epochs.reduce(this::counting);
  }
}
