package org.sparkhalving.search;

import java.util.Comparator;

/**
 * One piece of work: to train a trial from where it stands to the last epoch of a rung.
 *
 * @param trial trial number, from 0
 * @param rung rung number, from 0
 */
public record Job(int trial, int rung) {
  /** The order in which jobs are to be started: the highest rung first, then the lowest trial. */
  public static Comparator<Job> startOrder() {
    return Comparator.comparingInt(Job::rung).reversed().thenComparingInt(Job::trial);
  }
}
