package org.sparkhalving.search.scheduler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;

/** The reference: successive halving that waits for a whole rung, sorts it and takes the first. */
final class WaitingHalving {
  /** The rows of all rungs. */
  final List<Decision> decisions = new ArrayList<>();

  /** Every job that is ever trained. */
  final Set<Job> jobs = new HashSet<>();

  /** Each trial's state in the end. */
  final Map<Integer, TrialState> states = new HashMap<>();

  private final HalvingCase tested;
  private final Function<Job, Outcome> outcomes;

  WaitingHalving(HalvingCase tested, Function<Job, Outcome> outcomes) {
    this.tested = tested;
    this.outcomes = outcomes;
    List<Integer> members = IntStream.range(0, tested.trials()).boxed().toList();
    int places = tested.trials();
    for (int rung = 0; rung < tested.rungs().count(); rung++) {
      places = Math.max(1, places / tested.factor());
      members = finish(rung, members, places);
    }
  }

  /** Trains, ranks and writes down a whole rung; returns the members of the next. */
  private List<Integer> finish(int rung, List<Integer> members, int places) {
    boolean last = rung == tested.rungs().last();
    Map<Integer, Double> metrics = new HashMap<>();
    List<Integer> failed = new ArrayList<>();
    for (int trial : members) {
      Job job = new Job(trial, rung);
      jobs.add(job);
      if (outcomes.apply(job) instanceof Outcome.Reached reached) {
        metrics.put(trial, reached.metric());
        states.put(trial, last ? TrialState.COMPLETED : TrialState.STOPPED);
      } else {
        failed.add(trial);
        states.put(trial, TrialState.FAILED);
      }
    }
    List<Integer> ranking = new ArrayList<>(metrics.keySet());
    ranking.sort(order(metrics));
    failed.sort(Comparator.naturalOrder());
    int promoted = last ? 0 : Math.min(places, ranking.size());
    Decision.Reason rest = last ? Decision.Reason.FINAL : Decision.Reason.BELOW;
    ranking.addAll(failed);
    for (int index = 0; index < ranking.size(); index++) {
      int trial = ranking.get(index);
      Decision.Reason reason = index < promoted ? Decision.Reason.TOP : rest;
      decisions.add(
          new Decision(
              rung,
              tested.rungs().epochs().get(rung),
              trial,
              index + 1,
              ranking.size(),
              Outcome.of(metrics.getOrDefault(trial, Double.NaN)),
              index < promoted,
              last || metrics.containsKey(trial) ? reason : Decision.Reason.FAILED));
    }
    return List.copyOf(ranking.subList(0, promoted));
  }

  private Comparator<Integer> order(Map<Integer, Double> metrics) {
    Comparator<Integer> ascending = Comparator.comparing(metrics::get);
    Comparator<Integer> best =
        tested.metric() == Metric.VAL_LOSS ? ascending : ascending.reversed();
    return best.thenComparing(Comparator.naturalOrder());
  }
}
