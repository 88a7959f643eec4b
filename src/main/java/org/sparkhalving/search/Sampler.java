package org.sparkhalving.search;

/** Chooses what a trial tries. */
public interface Sampler {
  /**
   * The configuration of trial number {@code trial} (from 0): the same whenever and wherever it is
   * asked.
   */
  Configuration sample(int trial);
}
