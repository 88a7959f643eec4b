package org.sparkhalving.search.scheduler;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sparkhalving.search.Job;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;

/**
 * ASHA by promotion (Li, Jamieson, Rostamizadeh, Gonina, Hardt, Recht and Talwalkar, A System for
 * Massively Parallel Hyperparameter Tuning, MLSys 2020, Algorithm 2: of rung k, the top |rung k| /
 * η are promotable), made independent of the order of arrival: where the paper ranks a trial among
 * those that happen to have arrived, here it is ranked among those with lower numbers.
 *
 * <p>M_0 is all trials. Trial k is in M_{r+1} iff it is in M_r, succeeded there, and its rank among
 * P = {j ∈ M_r : j ≤ k} is at most max(1, ⌊|P| / η⌋); see {@link PrefixRung} for how early that is
 * known. Early trials are judged against few, so that a closing pass adds those that {@link
 * Halving} would have promoted: a trial is trained to rung r iff it is in M_r ∪ S_r, where S_r are
 * the sets of a halving of all trials. What S adds never enters M. This pass stands for the paper's
 * later promotions of trials that have become promotable.
 *
 * <p>A job is handed out as soon as it is certain that its trial is in either set; a trial is
 * stopped as soon as it is certain that it is in neither.
 */
final class AshaPromotion implements Scheduler {
  private final Rungs rungs;
  private final Metric metric;
  private final TrialPositions trials;
  private final Halving closing;

  /** M's rungs that promote: all but the last. */
  private final List<PrefixRung> prefixes = new ArrayList<>();

  /** By rung, the outcome of each trial that reached it or failed on its way. */
  private final List<SortedMap<Integer, Outcome>> outcomes = new ArrayList<>();

  /** By rung r, M_r as far as it is known. */
  private final List<BitSet> members = new ArrayList<>();

  /** By rung r, S_r as far as it is known. */
  private final List<BitSet> closingMembers = new ArrayList<>();

  /** The trials that are known not to be promoted in M. */
  private final BitSet outside = new BitSet();

  private final FinalRungs finalRungs;
  private int stoppedInClosing;

  /**
   * An ASHA before any outcome.
   *
   * @param plan the sizes of S
   * @param reductionFactor η, at least 2
   * @param metric what trials are ranked by
   */
  AshaPromotion(HalvingPlan plan, int reductionFactor, Metric metric) {
    this.metric = metric;
    rungs = plan.rungs();
    trials = new TrialPositions(rungs, plan.trials());
    closing = new Halving(plan, metric);
    finalRungs = new FinalRungs(rungs);
    for (int rung = 0; rung < rungs.count(); rung++) {
      outcomes.add(new TreeMap<>());
      members.add(new BitSet());
      closingMembers.add(new BitSet());
      if (rung < rungs.last()) {
        prefixes.add(new PrefixRung(metric, plan.trials(), reductionFactor));
      }
    }
    members.get(0).set(0, plan.trials());
    closingMembers.get(0).set(0, plan.trials());
  }

  @Override
  public Rungs rungs() {
    return rungs;
  }

  @Override
  public List<Job> start() {
    return trials.start();
  }

  @Override
  public List<Job> tell(Job job, Outcome outcome) {
    trials.tell(job, outcome);
    outcomes.get(job.rung()).put(job.trial(), outcome);
    List<Job> jobs = new ArrayList<>();
    if (members.get(job.rung()).get(job.trial())) {
      rank(job, jobs);
    }
    if (closingMembers.get(job.rung()).get(job.trial())) {
      close(job, jobs);
    }
    stopThoseClosedOut();
    finalRungs.close(this::isFinal, this::rows);
    jobs.sort(Job.startOrder());
    return jobs;
  }

  /** Ranks a member of M whose outcome is known. */
  private void rank(Job job, List<Job> jobs) {
    if (job.rung() < rungs.last()) {
      PrefixRung rung = prefixes.get(job.rung());
      follow(
          job.rung(),
          outcome(job) instanceof Outcome.Reached reached
              ? rung.reach(job.trial(), reached.metric())
              : rung.fail(job.trial()),
          jobs);
    }
  }

  /** Carries out the verdicts of a rung of M, which makes others certain in the rungs above. */
  private void follow(int rung, List<PrefixRung.Verdict> verdicts, List<Job> jobs) {
    for (PrefixRung.Verdict verdict : verdicts) {
      if (verdict.promoted()) {
        Job next = new Job(verdict.trial(), rung + 1);
        members.get(next.rung()).set(next.trial());
        if (isKnown(next)) {
          rank(next, jobs);
        } else {
          handOut(next, jobs);
        }
      } else {
        leave(verdict.trial(), rung, jobs);
      }
    }
  }

  private void leave(int trial, int rung, List<Job> jobs) {
    outside.set(trial);
    stopIfOut(trial);
    for (int above = rung + 1; above < rungs.last(); above++) {
      follow(above, prefixes.get(above).leaveOut(trial), jobs);
    }
  }

  /** Reports the outcome of a member of S to the halving. */
  private void close(Job job, List<Job> jobs) {
    for (Job next : closing.tell(job, outcome(job))) {
      closingMembers.get(next.rung()).set(next.trial());
      if (isKnown(next)) {
        close(next, jobs);
      } else {
        handOut(next, jobs);
      }
    }
  }

  private Outcome outcome(Job job) {
    return outcomes.get(job.rung()).get(job.trial());
  }

  private boolean isKnown(Job job) {
    return outcomes.get(job.rung()).containsKey(job.trial());
  }

  /** Hands a job out, unless it was handed out for the other set before. */
  private void handOut(Job job, List<Job> jobs) {
    if (trials.rung(job.trial()) < job.rung()) {
      jobs.add(trials.promote(job.trial()));
    }
  }

  private void stopThoseClosedOut() {
    for (; stoppedInClosing < closing.stopped().size(); stoppedInClosing++) {
      stopIfOut(closing.stopped().get(stoppedInClosing));
    }
  }

  private void stopIfOut(int trial) {
    if (trials.state(trial) == TrialState.PAUSED
        && outside.get(trial)
        && closing.state(trial) == TrialState.STOPPED) {
      trials.stop(trial);
    }
  }

  @Override
  public List<Decision> decisions() {
    return finalRungs.decisions();
  }

  @Override
  public TrialState state(int trial) {
    return trials.state(trial);
  }

  /** At most as many as there are trials that have not stopped or failed below. */
  @Override
  public Outlook outlook() {
    return trials.outlook();
  }

  @Override
  public boolean isFinished() {
    return finalRungs.areAll();
  }

  private boolean isFinal(int rung) {
    return rung < rungs.last()
        ? prefixes.get(rung).isFinal() && closing.finalRungs() > rung
        : trials.isOver();
  }

  private List<Decision> rows(int rung) {
    List<Member> ranking = byNumber(rung).sorted(Member.bestFirst(metric)).toList();
    List<Decision> rows = new ArrayList<>();
    if (rung == rungs.last()) {
      for (Member member : ranking) {
        Place place = new Place(rows.size() + 1, ranking.size());
        rows.add(row(rung, member, place, Decision.Reason.FINAL));
      }
      return rows;
    }
    Map<Integer, Place> inPrefix = placesInPrefix(rung);
    Map<Integer, Place> inClosing = placesInClosing(rung);
    for (Member member : ranking) {
      Decision.Reason reason = reason(rung, member);
      Place place = inPrefix.get(member.trial());
      if (place == null || reason == Decision.Reason.CLOSING) {
        place = inClosing.get(member.trial());
      }
      rows.add(row(rung, member, place, reason));
    }
    return rows;
  }

  /** A rung's members, by trial number. */
  private Stream<Member> byNumber(int rung) {
    return outcomes.get(rung).entrySet().stream()
        .map(entry -> new Member(entry.getKey(), entry.getValue()));
  }

  /** A rank and among how many. */
  private record Place(int rank, int peers) {}

  private Decision row(int rung, Member member, Place place, Decision.Reason reason) {
    return Decision.of(rungs, rung, member, place.rank(), place.peers(), reason);
  }

  private Decision.Reason reason(int rung, Member member) {
    if (member.hasFailed()) {
      return Decision.Reason.FAILED;
    }
    if (members.get(rung + 1).get(member.trial())) {
      return Decision.Reason.TOP;
    }
    return closingMembers.get(rung + 1).get(member.trial())
        ? Decision.Reason.CLOSING
        : Decision.Reason.BELOW;
  }

  private Map<Integer, Place> placesInPrefix(int rung) {
    List<Member> row =
        byNumber(rung).filter(member -> members.get(rung).get(member.trial())).toList();
    int[] ranks = RunningRanks.of(row, metric);
    Map<Integer, Place> places = new HashMap<>();
    for (int index = 0; index < ranks.length; index++) {
      places.put(row.get(index).trial(), new Place(ranks[index], index + 1));
    }
    return places;
  }

  private Map<Integer, Place> placesInClosing(int rung) {
    Map<Integer, Place> places = new HashMap<>();
    for (Decision decision : closing.decisions()) {
      if (decision.rung() == rung) {
        places.put(decision.trial(), new Place(decision.rank(), decision.peers()));
      }
    }
    return places;
  }
}
