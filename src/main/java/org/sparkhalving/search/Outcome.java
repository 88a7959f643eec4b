package org.sparkhalving.search;

/** How a job (a trial trained to a rung) ended. */
public sealed interface Outcome {
  /** The outcome of a trial with {@code metric} at a rung: if that is not finite, it has failed. */
  static Outcome of(double metric) {
    return Double.isFinite(metric) ? new Reached(metric) : new Failed();
  }

  /**
   * The rung was reached.
   *
   * @param metric that of the epoch that counts, see {@link Criterion}; finite
   */
  record Reached(double metric) implements Outcome {
    /** Refuses NaN and infinities: a trial with one has diverged, and so has failed. */
    public Reached {
      if (!Double.isFinite(metric)) {
        throw new IllegalArgumentException(
            "the metric of a rung that was reached must be finite, but is %s: such a trial is failed (diverged)"
                .formatted(metric));
      }
    }
  }

  /** The trial failed: it ranks last, is never promoted and never counted as a success. */
  record Failed() implements Outcome {}
}
