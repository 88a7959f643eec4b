package org.sparkhalving.training;

import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;

/** A checkpoint that cannot be used: truncated, corrupt, or another network's. */
public final class BadCheckpointException extends ReportedException {
  /**
   * Says what is wrong with which file.
   *
   * @param name the checkpoint's place
   * @param problem what is wrong with it
   */
  public BadCheckpointException(String name, String problem) {
    super(ErrorKind.DAMAGE, "checkpoint %s cannot be used: %s".formatted(name, problem));
  }
}
