package org.sparkhalving.search;

/**
 * What a final rung says of one of its members; a row of the table {@code decisions}.
 *
 * @param rung rung number, from 0
 * @param epochs the rung's resource: its last epoch
 * @param trial trial number, from 0
 * @param rank place in the rung's order, from 1: metric, then the lower trial number; failed trials
 *     last, by trial number
 * @param peers how many trials were ranked there, this one and failed ones included; places that
 *     stayed empty because trials of the rung before had failed are not counted
 * @param metric the value at the rung's last epoch; NaN for a trial that failed in this rung
 * @param promoted whether the trial goes on to the next rung
 * @param reason why
 */
public record Decision(
    int rung,
    int epochs,
    int trial,
    int rank,
    int peers,
    double metric,
    boolean promoted,
    Reason reason) {

  /** Why a member of a rung goes on or not; the table has the name in lower case. */
  public enum Reason {
    /** Among the best: promoted. */
    TOP,
    /** Promoted by the closing pass alone. */
    CLOSING,
    /** Not among the best. */
    BELOW,
    /** The trial failed in this rung, which is not the last one. */
    FAILED,
    /** The last rung, reached or (with NaN as metric) not: there is nothing to be promoted to. */
    FINAL
  }
}
