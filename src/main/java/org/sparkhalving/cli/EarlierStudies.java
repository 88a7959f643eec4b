package org.sparkhalving.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.sparkhalving.error.ReportedException;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.input.Curves;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.sampler.Observation;
import org.sparkhalving.search.scheduler.SchedulerSettings;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.SearchSpace;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.training.hyperparameter.Hyperparameter;

/**
 * What the studies of {@code search.start-from} know that a new study can use.
 *
 * @param settings the new study's
 * @param dataSha256 hash of each of its data files
 * @param notice gets what is used and what is not, in sentences
 */
record EarlierStudies(Settings settings, Map<String, String> dataSha256, Consumer<String> notice) {

  /**
   * The first results of their trials, as far as those are configurations of the new study's space,
   * in the order of the settings; by the new study's metric.
   *
   * @throws ReportedException when there is no such study
   */
  List<Observation> observations(org.apache.hadoop.conf.Configuration hadoop) {
    List<Observation> observations = new ArrayList<>();
    for (String folder : settings.search().startFrom()) {
      observations.addAll(observations(StoredStudy.read(folder, hadoop)));
    }
    return observations;
  }

  private List<Observation> observations(StoredStudy study) {
    List<Observation> used = new ArrayList<>();
    Map<String, Integer> misfits = new TreeMap<>();
    int open = 0;
    for (TrialRecord trial : study.history().trials()) {
      List<EpochMetrics> first = firstResult(trial);
      if (first.isEmpty() && trial.failure().isEmpty()) {
        open++;
        continue;
      }
      Configuration theirs = study.history().configuration(trial.trial()).orElseThrow();
      Optional<String> misfit = misfit(theirs);
      if (misfit.isPresent()) {
        misfits.merge(misfit.get(), 1, Integer::sum);
      } else {
        used.add(observation(study, trial, first, theirs));
      }
    }
    report(study, used.size(), open, misfits);
    return used;
  }

  /** The epochs of a trial's first rung; none when it has not reached it. */
  private static List<EpochMetrics> firstResult(TrialRecord trial) {
    if (trial.epochs().isEmpty()) {
      return List.of();
    }
    int rung = trial.epochs().get(0).rung();
    boolean failedThere = trial.failure().isPresent() && trial.rung().orElse(rung) == rung;
    return failedThere
        ? List.of()
        : trial.epochs().stream()
            .filter(epoch -> epoch.rung() == rung)
            .map(TrialRecord.Epoch::metrics)
            .toList();
  }

  private Observation observation(
      StoredStudy study, TrialRecord trial, List<EpochMetrics> first, Configuration theirs) {
    SchedulerSettings scheduler = settings.scheduler();
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : settings.search().space().distributions().keySet()) {
      if (theirs.values().containsKey(name)) {
        values.put(name, theirs.values().get(name));
      }
    }
    return new Observation(
        study.folder().uri(),
        first.isEmpty()
            ? study.history().rungEpochs().get(trial.rung().orElse(0))
            : first.get(first.size() - 1).epoch(),
        new Configuration(values),
        scheduler
            .criterion()
            .counting(first.stream())
            .map(epoch -> Outcome.of(scheduler.metric().of(epoch)))
            .orElseGet(Outcome.Failed::new));
  }

  /**
   * The hyperparameter that keeps a trial of another study from being one of this study's; empty if
   * none does.
   */
  private Optional<String> misfit(Configuration theirs) {
    SearchSpace space = settings.search().space();
    return theirs.values().entrySet().stream()
        .filter(entry -> !space.distributions().containsKey(entry.getKey()))
        .filter(entry -> !isDefault(entry.getKey(), entry.getValue()))
        .map(Map.Entry::getKey)
        .findFirst()
        .or(() -> space.misfit(theirs));
  }

  /** Of a table's columns, none has a default. */
  private boolean isDefault(String name, Object value) {
    return settings.simulation().flatMap(Settings.Simulation::configurations).isEmpty()
        && Hyperparameter.named(name)
            .flatMap(Hyperparameter::defaultValue)
            .filter(value::equals)
            .isPresent();
  }

  /** The hashes of images or curves; which trials a space takes of a table does not matter. */
  private static Map<String, String> data(Map<String, String> sha256) {
    Map<String, String> data = new TreeMap<>(sha256);
    data.remove(Curves.CONFIGURATIONS);
    return data;
  }

  private void report(StoredStudy study, int used, int open, Map<String, Integer> misfits) {
    StringBuilder text = new StringBuilder("Starting from %s: ".formatted(study.folder().uri()));
    text.append("%s of its %s trials are used".formatted(used, study.history().trials().size()));
    if (open > 0) {
      text.append("; without a result yet: " + open);
    }
    if (!misfits.isEmpty()) {
      text.append(
          "; not in this study's space, by hyperparameter: "
              + misfits.entrySet().stream()
                  .map(misfit -> "%s (%s)".formatted(misfit.getKey(), misfit.getValue()))
                  .collect(Collectors.joining(", ")));
    }
    notice.accept(text + ".");
    if (!data(study.file().dataSha256()).equals(data(dataSha256))) {
      notice.accept(
          "%s was made with other data than this: what did well there may do worse here."
              .formatted(study.folder().uri()));
    }
  }
}
