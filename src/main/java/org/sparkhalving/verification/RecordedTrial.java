package org.sparkhalving.verification;

import java.util.List;
import java.util.Set;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.space.Configuration;

/**
 * What is on record of a trial, and what that follows from.
 *
 * @param configuration its hyperparameters, in the order in which its files name them
 * @param seed the trial's
 * @param epochs every epoch that it trained, in order from the first
 * @param files every file that it published, there or deleted since
 */
public record RecordedTrial(
    Configuration configuration,
    long seed,
    List<EpochMetrics> epochs,
    Set<CheckpointReference> files) {
  /** Takes copies. */
  public RecordedTrial {
    epochs = List.copyOf(epochs);
    files = Set.copyOf(files);
  }
}
