package org.sparkhalving.storage;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sparkhalving.search.TrialState;

/**
 * Which checkpoints a study still needs: the last one of every trial that may go on, and those of
 * the best k trials. At any time that is at most (undecided trials) + k files, and k when the study
 * is over.
 */
public final class Retention {
  private Retention() {}

  /**
   * The checkpoints to keep.
   *
   * @param best k, at least 1
   */
  public static Set<CheckpointReference> keep(StudyHistory history, int best) {
    Set<CheckpointReference> keep = new HashSet<>();
    List<TrialRecord> ranking = history.ranking();
    for (int place = 0; place < ranking.size(); place++) {
      TrialRecord trial = ranking.get(place);
      TrialState state = history.state(trial.trial());
      if (place < best || state == TrialState.READY || state == TrialState.PAUSED) {
        trial.checkpoint().ifPresent(keep::add);
      }
    }
    return keep;
  }
}
