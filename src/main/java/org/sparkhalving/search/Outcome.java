package org.sparkhalving.search;

/** What a job (a trial trained to a rung) ended with. */
public sealed interface Outcome {
  /** What {@code metric} at a rung's last epoch says: a trial where it is not finite has failed. */
  static Outcome of(double metric) {
    return Double.isFinite(metric) ? new Reached(metric) : new Failed();
  }

  /**
   * The rung was reached.
   *
   * @param metric the value at the rung's last epoch; finite
   */
  record Reached(double metric) implements Outcome {
    /** Refuses NaN and infinities: a trial that has one diverged, and so failed. */
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
