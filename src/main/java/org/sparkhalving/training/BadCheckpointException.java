package org.sparkhalving.training;

/** A checkpoint that cannot be used: truncated, corrupt, or another network's. */
public final class BadCheckpointException extends RuntimeException {
  /**
   * Says what is wrong with which file.
   *
   * @param name the checkpoint's place
   * @param problem what is wrong with it
   */
  public BadCheckpointException(String name, String problem) {
    super("checkpoint " + name + " cannot be used: " + problem);
  }
}
