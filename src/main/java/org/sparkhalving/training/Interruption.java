package org.sparkhalving.training;

/**
 * Asked between native calls, which cannot be interrupted themselves: throws when the work is to
 * end.
 */
@FunctionalInterface
public interface Interruption {
  /** Never. */
  Interruption NONE = () -> {};

  /**
   * Returns as long as the work is to continue.
   *
   * @throws RuntimeException the caller's own, when it is not; it passes through the training
   *     unchanged
   */
  void check();
}
