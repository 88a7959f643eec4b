package org.sparkhalving.storage;

import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.search.Standing;
import org.sparkhalving.search.scheduler.TrialState;

/**
 * Which files of trials a study still needs: of every trial that may continue, its last checkpoint
 * and the model of the epoch that counts; of the best k of the trials that are decided on, that
 * model. At any time that is at most 2 · (undecided trials) + k files, and k when the study is
 * over; in addition, each attempt at a job without an outcome has at most two interim checkpoints,
 * and a bounded number of files waits to be deleted.
 *
 * <p>Where finalists are trained again, each may be chosen until that is over, and its model is
 * that of its best run: they are kept until then, as many as there are finalists.
 *
 * <p>The best k are counted among the decided ones alone, since an undecided trial may yet fail or
 * (where the last epoch counts) get worse, and so give up a place that it had taken from another.
 * Once dropped, a checkpoint is never needed again.
 */
public final class Retention {
  private Retention() {}

  /**
   * The files to keep.
   *
   * @param best k, at least 1
   */
  public static Set<CheckpointReference> keep(StudyHistory history, int best) {
    Set<CheckpointReference> keep = new HashSet<>();
    if (history.isDecided()) {
      history.ranking().stream().limit(best).forEach(trial -> addModel(keep, history, trial));
      return keep;
    }
    PriorityQueue<Standing> decided =
        new PriorityQueue<>(Standing.bestFirst(history.metric()).reversed());
    for (TrialRecord trial : history.trials()) {
      TrialState state = history.state(trial.trial());
      if (!trial.isRanked()) {
        continue;
      }
      if (state == TrialState.READY || state == TrialState.PAUSED) {
        trial.files().forEach(keep::add);
      } else {
        if (history.awaitsRepeats() && state == TrialState.COMPLETED) {
          addModel(keep, history, trial);
        }
        double metric = history.metric().of(trial.counted().orElseThrow());
        decided.add(new Standing(trial.trial(), metric));
        if (decided.size() > best) {
          decided.remove();
        }
      }
    }
    decided.forEach(standing -> history.trial(standing.trial()).model().ifPresent(keep::add));
    return keep;
  }

  private static void addModel(
      Set<CheckpointReference> keep, StudyHistory history, TrialRecord trial) {
    history.bestRun(trial.trial()).model().ifPresent(keep::add);
  }

  /**
   * Which files below {@code checkpoints/} to keep: {@link #keep}'s, and the interim checkpoints of
   * jobs without an outcome.
   *
   * @param best k, at least 1
   */
  public static Predicate<String> needed(StudyHistory history, int best) {
    Set<String> kept =
        keep(history, best).stream()
            .map(CheckpointReference::path)
            .collect(Collectors.toUnmodifiableSet());
    return path ->
        kept.contains(path)
            || InterimCheckpointStore.Entry.of(path)
                .filter(entry -> isOpen(history, entry))
                .isPresent();
  }

  private static boolean isOpen(StudyHistory history, InterimCheckpointStore.Entry entry) {
    return history.has(entry.trial())
        && history.state(entry.trial()) == TrialState.READY
        && entry.epoch() > history.trial(entry.trial()).epochs().size();
  }
}
