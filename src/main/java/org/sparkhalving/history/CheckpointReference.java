package org.sparkhalving.history;

import java.io.Serializable;
import java.util.Objects;

/**
 * A published checkpoint, as the journal names it. Serializable, since executors report it.
 *
 * @param path relative to the study's folder, so that a study can be moved: {@code
 *     checkpoints/trial-0007/epoch-0020-<attempt>.safetensors}
 * @param length in bytes
 * @param sha256 of its bytes, hexadecimal
 */
public record CheckpointReference(String path, long length, String sha256) implements Serializable {
  /** What a simulated job has in place of a checkpoint: it trained no weights. */
  public static final CheckpointReference NONE = new CheckpointReference("", 0, "");

  public CheckpointReference {
    Objects.requireNonNull(path);
    Objects.requireNonNull(sha256);
  }
}
