package org.sparkhalving.search.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.sparkhalving.search.Metric;

/**
 * A rung of prefix ASHA: M_r, of which trial k is promoted iff its rank among P, the members
 * numbered up to k, is at most max(1, ⌊|P| / η⌋).
 *
 * <p>A trial is <em>resolved</em> here when its outcome in the rung is known, or that it is no
 * member. With u unresolved trials below k, and m members and k's rank counted over the resolved
 * ones and k itself, k is promoted for certain when rank + u ≤ max(1, ⌊(m + u) / η⌋), and not when
 * rank &gt; max(1, ⌊(m + u) / η⌋): nothing that is unresolved can change it, and until then
 * something can.
 *
 * <p>Resolving a trial costs O(√n) and O(1) for each member above it that is undecided. Those are
 * few: a trial that nothing is decided about is as near to the threshold as there are trials below
 * it under way.
 */
final class PrefixRung {
  private final int trials;
  private final int reductionFactor;
  private final Metric metric;
  private final PrefixCounts counts;
  private final List<Candidate> undecided = new ArrayList<>();
  private int resolved;

  /**
   * A rung of which nothing is known.
   *
   * @param trials n, members or not
   * @param reductionFactor η
   */
  PrefixRung(Metric metric, int trials, int reductionFactor) {
    this.trials = trials;
    this.reductionFactor = reductionFactor;
    this.metric = metric;
    counts = new PrefixCounts(metric, trials);
  }

  /** Whether a member is promoted, once that is certain. */
  record Verdict(int trial, boolean promoted) {}

  /** A member that waits for trials below it. */
  private final class Candidate {
    private final int trial;
    private final double value;
    private int rank;
    private int members;
    private int unresolved;

    private Candidate(int trial, double value) {
      this.trial = trial;
      this.value = value;
      rank = counts.notWorseBelow(trial, value) + 1;
      members = counts.membersBelow(trial) + 1;
      unresolved = trial - counts.resolvedBelow(trial);
    }

    /** Takes in that a member below it reached the rung. */
    private void passReached(double other) {
      passFailed();
      rank += metric.isBetter(value, other) ? 0 : 1;
    }

    /** Takes in that a member below it failed. */
    private void passFailed() {
      passOther();
      members++;
    }

    /** Takes in that a trial below it is no member. */
    private void passOther() {
      unresolved--;
    }

    /** Adds the verdict to {@code verdicts} and returns true, once it is certain. */
    private boolean decide(List<Verdict> verdicts) {
      int places = Math.max(1, (members + unresolved) / reductionFactor);
      boolean promoted = rank + unresolved <= places;
      if (promoted || rank > places) {
        verdicts.add(new Verdict(trial, promoted));
        return true;
      }
      return false;
    }
  }

  /** Takes in that a member reached the rung; returns what is certain now and was not before. */
  List<Verdict> reach(int trial, double value) {
    counts.addReached(trial, value);
    List<Verdict> verdicts = resolve(trial, candidate -> candidate.passReached(value));
    Candidate candidate = new Candidate(trial, value);
    if (!candidate.decide(verdicts)) {
      undecided.add(candidate);
    }
    return verdicts;
  }

  /** Takes in that a member failed on its way to the rung; returns as {@link #reach}. */
  List<Verdict> fail(int trial) {
    counts.addFailed(trial);
    List<Verdict> verdicts = resolve(trial, Candidate::passFailed);
    verdicts.add(new Verdict(trial, false));
    return verdicts;
  }

  /** Takes in that a trial is no member of the rung; returns as {@link #reach}. */
  List<Verdict> leaveOut(int trial) {
    counts.addOther(trial);
    return resolve(trial, Candidate::passOther);
  }

  private List<Verdict> resolve(int trial, Consumer<Candidate> pass) {
    resolved++;
    List<Verdict> verdicts = new ArrayList<>();
    undecided.removeIf(
        candidate -> {
          if (candidate.trial < trial) {
            return false;
          }
          pass.accept(candidate);
          return candidate.decide(verdicts);
        });
    return verdicts;
  }

  /** Whether every trial is resolved, and so every member decided on. */
  boolean isFinal() {
    return resolved == trials;
  }
}
