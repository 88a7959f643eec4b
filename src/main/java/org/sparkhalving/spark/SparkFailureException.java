package org.sparkhalving.spark;

/**
 * Spark ended a job that had not failed: it was shut down, lost its cluster, or somebody cancelled
 * the job. The study stops, resumable.
 */
public final class SparkFailureException extends RuntimeException {
  SparkFailureException(String message) {
    super(message + "; nothing is lost, go on with `search --resume`");
  }
}
