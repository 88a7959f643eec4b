package org.sparkhalving.spark;

/** A task found its trial's checkpoint damaged: the study cannot go on before that is mended. */
public final class DamagedCheckpointException extends RuntimeException {
  DamagedCheckpointException(String message) {
    super(message);
  }
}
