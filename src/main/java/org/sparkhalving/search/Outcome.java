package org.sparkhalving.search;

/** What a job (a trial trained to a rung) ended with. */
public sealed interface Outcome {
  /** The rung was reached; {@code metric} is the value at its last epoch. */
  record Reached(double metric) implements Outcome {}

  /** The trial failed: it ranks last, is never promoted and never counted as a success. */
  record Failed(FailureReason reason) implements Outcome {}
}
