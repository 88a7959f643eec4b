package org.sparkhalving.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.sparkhalving.error.ErrorKind;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.training.Model;

/**
 * A trial of a study with its model, which is there.
 *
 * @param trial what is known of it
 * @param file its model's
 * @param store where that is
 */
record StoredModel(TrialRecord trial, CheckpointReference file, CheckpointStore store) {

  /**
   * The model of a trial.
   *
   * @param number the trial's; empty for the best one
   * @param purpose what it is to be used for, such as {@code evaluate}
   * @throws ReportedException when there is no such trial, or no model of it
   */
  static StoredModel of(
      StoredStudy stored, Optional<Integer> number, Configuration hadoop, String purpose) {
    try (TrialKind kind = TrialKind.of(stored.settings(), hadoop, notice -> {})) {
      kind.refuseModel(stored.folder().uri(), purpose);
    }
    TrialRecord trial = trial(stored, number, purpose);
    CheckpointReference file =
        trial
            .model()
            .orElseThrow(
                () ->
                    new ReportedException(
                        ErrorKind.USAGE,
                        "trial %s has no checkpoint: it has not reached a rung without failing"
                            .formatted(trial.trial())));
    CheckpointStore store = new CheckpointStore(stored.folder().uri(), hadoop);
    Set<String> present = store.paths();
    if (!present.contains(file.path())) {
      throw new ReportedException(ErrorKind.USAGE, deleted(stored, trial, present));
    }
    return new StoredModel(trial, file, store);
  }

  /** A trial by its number, else the best one. */
  static TrialRecord trial(StoredStudy stored, Optional<Integer> number, String purpose) {
    if (number.isEmpty()) {
      return stored
          .history()
          .chosen()
          .orElseThrow(
              () ->
                  new ReportedException(
                      ErrorKind.USAGE,
                      "there is nothing to %s: no trial of %s has reached a rung without failing"
                          .formatted(purpose, stored.folder().uri())));
    }
    if (!stored.history().has(number.get())) {
      throw new ReportedException(
          ErrorKind.USAGE,
          "there is no trial %s: this study's trials are %s"
              .formatted(number.get(), numbers(stored.history())));
    }
    return stored.history().trial(number.get());
  }

  /** Which trials a study has, in words: {@code 0 to 15, and the repeats 18, 34}. */
  static String numbers(StudyHistory history) {
    int trials = history.trials().size();
    List<String> repeats =
        history.runs().stream().skip(trials).map(run -> Integer.toString(run.trial())).toList();
    return "0 to %s%s"
        .formatted(
            trials - 1, repeats.isEmpty() ? "" : ", and the repeats " + String.join(", ", repeats));
  }

  private static String deleted(StoredStudy stored, TrialRecord trial, Set<String> present) {
    String others =
        stored.history().runs().stream()
            .filter(other -> other.model().filter(c -> present.contains(c.path())).isPresent())
            .map(other -> Integer.toString(other.trial()))
            .collect(Collectors.joining(", "));
    return "the checkpoint of trial %s was deleted: %s. storage.keep-checkpoints says how many a study keeps"
        .formatted(
            trial.trial(),
            others.isEmpty() ? "no trial's is left" : "there are those of the trials " + others);
  }

  /** Reads the model. */
  Model read() {
    return Model.decode(store.fetch(file), file.path());
  }
}
