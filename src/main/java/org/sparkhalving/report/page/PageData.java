package org.sparkhalving.report.page;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.report.StudyImportance;
import org.sparkhalving.report.StudyQuery;
import org.sparkhalving.search.Metric;
import org.sparkhalving.storage.TestAnswers;
import org.sparkhalving.text.Redaction;

/**
 * The data of a report, which its scripts draw: a JSON object with these components.
 *
 * @param notes what the page leaves out, a sentence each
 * @param bestByTrial the ranked trials that are better than all before them, by number
 * @param finalists those that were trained again, the best mean first
 * @param rungs the last epoch of each rung, and where its members went
 * @param importance of the hyperparameters
 * @param answers what the best model made of the test images; null where that is not known
 * @param queries what is asked of the study's tables for each plot
 */
record PageData(
    String study,
    String uri,
    Instant madeAt,
    List<String> notes,
    Ranking ranking,
    Head head,
    List<Axis> axes,
    List<TrialRow> trials,
    List<Curve> curves,
    List<Arrival> arrivals,
    List<Best> bestByTrial,
    List<FinalistRow> finalists,
    List<RungFlow> rungs,
    List<Costs> costs,
    Slots slots,
    StudyImportance importance,
    TestAnswers answers,
    Provenance provenance,
    List<StudyQuery> queries) {
  private static final int MOST_BARS = 2_500;
  private static final int MOST_ARRIVALS = 4_000;

  /** What trials are ranked by. */
  record Ranking(String metric, boolean lowerIsBetter, String scope) {}

  /** A trial that is better than all before it, and its metric. */
  record Best(int trial, Double metric) {}

  /** The data of a study. */
  static PageData of(Subject subject) {
    StudyHistory history = subject.history();
    WorkTime time = new WorkTime(subject.events());
    Optional<Instant> until = time.until(subject.running(), subject.simulated(), subject.at());
    double seconds = time.total(until);
    Sample sample = Sample.of(history);
    List<Axis> axes = Axis.of(subject.space());
    Map<Integer, Integer> ranks = ranks(history);
    List<Attempts.Attempt> attempts = Attempts.of(subject.events(), time, until);
    List<Arrival> arrivals = Arrival.of(history, subject.events(), time);
    return new PageData(
        subject.name(),
        Redaction.text(subject.uri()),
        subject.at(),
        notes(history, sample, attempts.size()),
        new Ranking(
            history.metric().key(),
            history.metric().lowerIsBetter(),
            history.criterion().scope().name().toLowerCase(Locale.ROOT)),
        Head.of(subject, seconds),
        axes,
        sample.trials().stream()
            .map(trial -> TrialRow.of(history, trial, ranks.get(trial.trial()), axes))
            .toList(),
        sample.curves().stream().map(Curve::of).toList(),
        shown(arrivals, sample),
        bestByTrial(history),
        history.finalists().stream().map(FinalistRow::of).toList(),
        RungFlow.of(history),
        Costs.of(history, subject.events()),
        Slots.of(attempts, time, seconds, MOST_BARS),
        StudyImportance.of(subject.space(), history),
        answers(subject),
        Provenance.of(subject.file(), subject.events()),
        StudyQuery.all(history.criterion()));
  }

  /** Of all trials, also where the page shows a part of them. */
  private static List<Best> bestByTrial(StudyHistory history) {
    Metric metric = history.metric();
    List<Best> bests = new ArrayList<>();
    double best = Double.NaN;
    for (TrialRecord trial : history.trials()) {
      double value = trial.isRanked() ? metric.of(trial.counted().orElseThrow()) : Double.NaN;
      if (metric.isBetter(value, best)) {
        best = value;
        bests.add(new Best(trial.trial(), Numbers.eightDigits(value)));
      }
    }
    return bests;
  }

  private static Map<Integer, Integer> ranks(StudyHistory history) {
    Map<Integer, Integer> ranks = new HashMap<>();
    history.ranking().forEach(trial -> ranks.put(trial.trial(), ranks.size() + 1));
    return ranks;
  }

  /** The arrivals that make a plot: of the trials that are shown, and every record. */
  private static List<Arrival> shown(List<Arrival> arrivals, Sample sample) {
    if (arrivals.size() <= MOST_ARRIVALS) {
      return arrivals;
    }
    Set<Integer> trials =
        sample.trials().stream()
            .map(TrialRecord::trial)
            .collect(Collectors.toCollection(HashSet::new));
    return arrivals.stream()
        .filter(arrival -> arrival.record() || trials.contains(arrival.trial()))
        .toList();
  }

  /** The answers of the model that is the best now; an older one's would mislead. */
  private static TestAnswers answers(Subject subject) {
    return subject
        .answers()
        .filter(
            answers ->
                subject
                    .history()
                    .chosen()
                    .filter(trial -> trial.trial() == answers.trial())
                    .flatMap(TrialRecord::model)
                    .filter(model -> model.sha256().equals(answers.model()))
                    .isPresent())
        .orElse(null);
  }

  private static List<String> notes(StudyHistory history, Sample sample, int attempts) {
    List<String> notes = new ArrayList<>();
    int all = history.trials().size();
    int shown = sample.trials().size();
    long begun = sample.trials().stream().filter(trial -> !trial.epochs().isEmpty()).count();
    if (shown < all) {
      notes.add(
          "This page shows %s of %s trials: the best, and every so-many-th of the others. Sums and counts are of all."
              .formatted(shown, all));
    }
    if (sample.curves().size() < begun) {
      notes.add(
          "It has the learning curves of %s of %s trials, the best among them."
              .formatted(sample.curves().size(), begun));
    }
    if (attempts > MOST_BARS) {
      notes.add("The timeline of slots shows every so-many-th of %s attempts.".formatted(attempts));
    }
    return notes;
  }
}
