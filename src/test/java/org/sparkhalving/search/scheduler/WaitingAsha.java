package org.sparkhalving.search.scheduler;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;

/** The reference: prefix ASHA with its closing pass, made of all outcomes of whole rungs. */
final class WaitingAsha {
  final List<Decision> decisions = new ArrayList<>();
  final Set<Job> jobs = new HashSet<>();
  final Map<Integer, TrialState> states = new HashMap<>();

  private final HalvingCase tested;
  private final Function<Job, Outcome> outcomes;
  private final Map<Job, Double> metrics = new HashMap<>();

  WaitingAsha(HalvingCase tested, Function<Job, Outcome> outcomes) {
    this.tested = tested;
    this.outcomes = outcomes;
    WaitingHalving closing = new WaitingHalving(tested, outcomes);
    Set<Integer> members = new TreeSet<>();
    for (int trial = 0; trial < tested.trials(); trial++) {
      members.add(trial);
    }
    for (int rung = 0; rung < tested.rungs().count(); rung++) {
      int number = rung;
      List<Decision> inClosing =
          closing.decisions.stream().filter(row -> row.rung() == number).toList();
      members = finish(rung, members, inClosing);
    }
  }

  private double metric(int trial, int rung) {
    return metrics.computeIfAbsent(
        new Job(trial, rung),
        job -> outcomes.apply(job) instanceof Outcome.Reached at ? at.metric() : Double.NaN);
  }

  private boolean isAhead(int left, int right, int rung) {
    double first = metric(left, rung);
    double second = metric(right, rung);
    if (Double.isNaN(first) || Double.isNaN(second)) {
      return Double.isNaN(second) && (!Double.isNaN(first) || left < right);
    }
    int order = Double.compare(first, second) * (tested.metric() == Metric.VAL_LOSS ? 1 : -1);
    return order < 0 || (order == 0 && left < right);
  }

  /** Writes down a rung; returns M's members of the next. */
  private Set<Integer> finish(int rung, Set<Integer> members, List<Decision> inClosing) {
    boolean last = rung == tested.rungs().last();
    Map<Integer, Decision> closing = new HashMap<>();
    inClosing.forEach(row -> closing.put(row.trial(), row));
    List<Integer> trained = new ArrayList<>(members);
    closing.keySet().stream().filter(trial -> !members.contains(trial)).forEach(trained::add);
    Comparator<Integer> order =
        (left, right) -> left.equals(right) ? 0 : isAhead(left, right, rung) ? -1 : 1;
    trained.sort(order);
    Set<Integer> next = new TreeSet<>();
    for (int trial : trained) {
      jobs.add(new Job(trial, rung));
      int rank = 1;
      int peers = 1;
      for (int other : members) {
        rank += other < trial && isAhead(other, trial, rung) ? 1 : 0;
        peers += other < trial ? 1 : 0;
      }
      boolean failed = Double.isNaN(metric(trial, rung));
      boolean top =
          members.contains(trial) && !failed && rank <= Math.max(1, peers / tested.factor());
      boolean closed = closing.containsKey(trial) && closing.get(trial).promoted();
      Decision.Reason reason = failed ? Decision.Reason.FAILED : Decision.Reason.BELOW;
      if (last) {
        reason = Decision.Reason.FINAL;
        rank = trained.indexOf(trial) + 1;
        peers = trained.size();
      } else if (top) {
        next.add(trial);
        reason = Decision.Reason.TOP;
      } else if (closed || !members.contains(trial)) {
        reason = closed ? Decision.Reason.CLOSING : reason;
        rank = closing.get(trial).rank();
        peers = closing.get(trial).peers();
      }
      boolean promoted = !last && (top || closed);
      decisions.add(
          new Decision(
              rung,
              tested.rungs().epochs().get(rung),
              trial,
              rank,
              peers,
              Outcome.of(metric(trial, rung)),
              promoted,
              reason));
      TrialState end = last ? TrialState.COMPLETED : TrialState.STOPPED;
      states.put(trial, failed ? TrialState.FAILED : end);
    }
    return next;
  }
}
