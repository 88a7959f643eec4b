package org.sparkhalving.spark.failure;

/** A task found its trial's checkpoint damaged: the study cannot go on before that is mended. */
public final class DamagedCheckpointException extends RuntimeException {
  /** Says which, and the cure. */
  public DamagedCheckpointException(String message) {
    super(message);
  }
}
