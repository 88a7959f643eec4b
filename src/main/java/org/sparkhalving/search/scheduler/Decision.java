package org.sparkhalving.search.scheduler;

import org.sparkhalving.search.Outcome;

/**
 * What a final rung says of one of its members; a row of the table {@code decisions}.
 *
 * @param rung rung number, from 0
 * @param epochs the rung's resource: its last epoch
 * @param trial trial number, from 0
 * @param rank place, from 1, among the trials that this one was judged against: by metric, then the
 *     lower trial number; failed trials last
 * @param peers how many trials those are, this one and failed ones included; places that stayed
 *     empty because trials of the rung before had failed are not counted. With halving and none,
 *     all members of the rung; with hyperband, those of the trial's bracket; with asha in promotion
 *     mode, those of M_r numbered up to this one, or, for a row whose reason is {@link
 *     Reason#CLOSING} and for trials outside M_r, those of S_r; in stopping mode, those that
 *     arrived before it, and itself; with asha in the last rung, all members. A trial that failed
 *     and was tried again has the rank that it would have had among all members, whose own stay
 * @param outcome the trial's metric at the rung, or that it failed on its way there
 * @param promoted whether the trial trains for the next rung
 * @param reason why
 */
public record Decision(
    int rung,
    int epochs,
    int trial,
    int rank,
    int peers,
    Outcome outcome,
    boolean promoted,
    Reason reason) {

  /** The trial and what it is ranked by. */
  Member member() {
    return new Member(trial, outcome);
  }

  /** The row of a rung's member, promoted as its reason says. */
  static Decision of(Rungs rungs, int rung, Member member, int rank, int peers, Reason reason) {
    return new Decision(
        rung,
        rungs.epochs().get(rung),
        member.trial(),
        rank,
        peers,
        member.outcome(),
        reason == Reason.TOP || reason == Reason.CLOSING,
        reason);
  }

  /** Why a member of a rung is promoted or not; the table has the name in lower case. */
  public enum Reason {
    /** Among the best: promoted. */
    TOP,
    /** Promoted by the closing pass alone. */
    CLOSING,
    /** Not among the best. */
    BELOW,
    /** Judged by the others' final decisions, after the trial had failed and was tried again. */
    RETRIED,
    /** The trial failed in this rung, which is not the last one. */
    FAILED,
    /** The last rung, reached or not: there is nothing to be promoted to. */
    FINAL
  }
}
