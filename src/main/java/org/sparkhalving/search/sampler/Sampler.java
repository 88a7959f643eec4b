package org.sparkhalving.search.sampler;

import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.space.Configuration;

/**
 * Chooses what a trial tries, from the seed and, if it learns, the results of earlier trials' first
 * jobs. What it chooses does not depend on the order in which results are reported.
 */
public interface Sampler {
  /**
   * The configuration of trial number {@code trial} (from 0): the same whenever and wherever it is
   * asked.
   *
   * @throws IllegalArgumentException for a negative number, and for a trial that is not known yet
   */
  Configuration sample(int trial);

  /**
   * How many trials have a configuration by what was reported so far: those numbered below this. It
   * never falls.
   */
  default int known() {
    return Integer.MAX_VALUE;
  }

  /**
   * Takes in the result of a trial's first job; a second one for the same trial changes nothing.
   *
   * @param trial one that is known
   * @param epochs the last epoch of its first rung
   * @param outcome the metric at that epoch, or that the trial failed before it
   */
  default void tell(int trial, int epochs, Outcome outcome) {}
}
