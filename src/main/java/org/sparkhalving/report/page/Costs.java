package org.sparkhalving.report.page;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sparkhalving.history.Event;
import org.sparkhalving.history.StudyHistory;
import org.sparkhalving.history.TrialRecord;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.Standing;
import org.sparkhalving.search.scheduler.Decision;

/**
 * What a rung cost, by what became of its members there. Repeats of finalists cost the last rung:
 * those of the chosen one have won.
 *
 * @param epochs trained for the rung: those in the table {@code epochs}
 * @param deviceSeconds of the attempts that gave an outcome
 */
record Costs(int rung, String fate, long epochs, double deviceSeconds) {
  /**
   * What became of a member, by the rows of rungs that are final: promoted from its rung, or chosen
   * in the last one; or not.
   */
  enum Fate {
    CHOSEN("promoted or chosen"),
    NOT_PROMOTED("not promoted"),
    FAILED("failed"),
    UNDECIDED("undecided");

    private final String key;

    Fate(String key) {
      this.key = key;
    }

    String key() {
      return key;
    }
  }

  private static final class Sum {
    private long epochs;
    private double seconds;
  }

  /** The costs of each rung and fate, without those of nothing. */
  static List<Costs> of(StudyHistory history, List<Event> events) {
    Map<Job, Fate> fates = fates(history);
    Map<Integer, Map<Fate, Sum>> sums = new HashMap<>();
    for (TrialRecord trial : history.runs()) {
      for (TrialRecord.Epoch epoch : trial.epochs()) {
        sum(sums, fates, trial.trial(), epoch.rung()).epochs++;
      }
    }
    for (Event event : events) {
      if (event instanceof Event.Outcome outcome) {
        sum(sums, fates, outcome.trial(), outcome.rung()).seconds +=
            outcome.effort().deviceSeconds();
      }
    }
    return IntStream.range(0, history.rungEpochs().size())
        .boxed()
        .flatMap(rung -> Arrays.stream(Fate.values()).map(fate -> costs(sums, rung, fate)))
        .filter(costs -> costs.epochs() > 0 || costs.deviceSeconds() > 0)
        .toList();
  }

  private static Sum sum(
      Map<Integer, Map<Fate, Sum>> sums, Map<Job, Fate> fates, int trial, int rung) {
    Fate fate = fates.getOrDefault(new Job(trial, rung), Fate.UNDECIDED);
    return sums.computeIfAbsent(rung, none -> new HashMap<>())
        .computeIfAbsent(fate, none -> new Sum());
  }

  private static Costs costs(Map<Integer, Map<Fate, Sum>> sums, int rung, Fate fate) {
    Sum sum = sums.getOrDefault(rung, Map.of()).getOrDefault(fate, new Sum());
    return new Costs(rung, fate.key(), sum.epochs, Numbers.millis(sum.seconds));
  }

  /** What became of each member of a rung that was decided on. */
  static Map<Job, Fate> fates(StudyHistory history) {
    int chosen = history.best().map(Standing::trial).orElse(-1);
    Map<Job, Fate> fates = new HashMap<>();
    for (Decision decision : history.decisions()) {
      fates.put(new Job(decision.trial(), decision.rung()), fate(decision, chosen));
    }
    for (TrialRecord run : history.runs()) {
      Optional<Integer> original = history.repeatOf(run.trial());
      if (original.isPresent() && run.rung().isPresent()) {
        fates.put(new Job(run.trial(), run.rung().get()), fate(run, original.get() == chosen));
      }
    }
    return fates;
  }

  private static Fate fate(TrialRecord repeat, boolean isOfChosen) {
    if (isOfChosen) {
      return Fate.CHOSEN;
    }
    return repeat.failure().isPresent() ? Fate.FAILED : Fate.NOT_PROMOTED;
  }

  private static Fate fate(Decision decision, int chosen) {
    if (decision.promoted()
        || (decision.reason() == Decision.Reason.FINAL && decision.trial() == chosen)) {
      return Fate.CHOSEN;
    }
    return decision.outcome() instanceof Outcome.Failed ? Fate.FAILED : Fate.NOT_PROMOTED;
  }
}
