package org.sparkhalving.report.page;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;

/**
 * Which trials a page shows of a study that has too many for one: the best, and of the others every
 * so-many-th, in the order of their numbers, so that failures and poor trials are there in their
 * share.
 *
 * @param trials those in the table and the plots, by number
 * @param curves those whose epochs are there, by number
 */
record Sample(List<TrialRecord> trials, List<TrialRecord> curves) {
  /** The most that the page's size, under 3 MB, has room for. */
  private static final int MOST_TRIALS = 1_500;

  private static final int MOST_EPOCHS = 15_000;

  /** One part of so many goes to the best. */
  private static final int BEST_PART = 2;

  /** The sample of a study. */
  static Sample of(StudyHistory history) {
    List<TrialRecord> trials = chosen(history, history.trials(), MOST_TRIALS);
    List<TrialRecord> begun = trials.stream().filter(t -> !t.epochs().isEmpty()).toList();
    long epochs = begun.stream().mapToLong(trial -> trial.epochs().size()).sum();
    long most = epochs <= MOST_EPOCHS ? begun.size() : (long) begun.size() * MOST_EPOCHS / epochs;
    List<TrialRecord> curves = chosen(history, begun, (int) Math.max(1, most));
    while (curves.size() > 1 && size(curves) > MOST_EPOCHS) { // The best are the longest.
      curves = chosen(history, begun, curves.size() * 3 / 4);
    }
    return new Sample(trials, curves);
  }

  private static long size(List<TrialRecord> trials) {
    return trials.stream().mapToLong(trial -> trial.epochs().size()).sum();
  }

  private static List<TrialRecord> chosen(
      StudyHistory history, List<TrialRecord> trials, int most) {
    if (trials.size() <= most) {
      return trials;
    }
    Set<Integer> there = trials.stream().map(TrialRecord::trial).collect(Collectors.toSet());
    Set<Integer> chosen = new LinkedHashSet<>();
    history.ranking().stream()
        .map(TrialRecord::trial)
        .filter(there::contains)
        .limit(Math.max(1, most / BEST_PART))
        .forEach(chosen::add);
    List<TrialRecord> rest = new ArrayList<>(trials);
    rest.removeIf(trial -> chosen.contains(trial.trial()));
    int places = most - chosen.size();
    for (int place = 0; place < Math.min(places, rest.size()); place++) {
      chosen.add(rest.get((int) ((long) place * rest.size() / places)).trial());
    }
    return trials.stream().filter(trial -> chosen.contains(trial.trial())).toList();
  }
}
