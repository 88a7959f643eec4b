package org.sparkhalving.search;

/**
 * What a final rung says of one of its members; a row of the table {@code decisions}.
 *
 * @param rung rung number, from 0
 * @param epochs the rung's resource: its last epoch
 * @param trial trial number
 * @param rank place in the rung's order, from 1 (failed trials last)
 * @param peers size of the set that the trial was ranked in
 * @param metric the value at the rung's last epoch; NaN for a failed trial
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
    /** The trial failed in this rung. */
    FAILED,
    /** The last rung: nothing to be promoted to. */
    FINAL
  }
}
