package org.sparkhalving.history;

import java.io.Serializable;
import java.util.Objects;

/**
 * A published file of a trial's weights, as the journal names it: a checkpoint to continue from, or
 * the model of an epoch alone. Serializable, since executors report it.
 *
 * @param path relative to the study's folder, so that a study can be moved: {@code
 *     checkpoints/trial-0007/epoch-0020-<attempt>.safetensors}, or {@code best-} for a model alone
 * @param length in bytes
 * @param sha256 of its bytes, hexadecimal
 */
public record CheckpointReference(String path, long length, String sha256) implements Serializable {
  /** No file: a simulated job trained no weights, and most jobs need no second file. */
  public static final CheckpointReference NONE = new CheckpointReference("", 0, "");

  /** Refuses null. */
  public CheckpointReference {
    Objects.requireNonNull(path);
    Objects.requireNonNull(sha256);
  }
}
