package org.sparkhalving.search.scheduler;

import org.sparkhalving.search.Standing;

/** A rung where a trial is promoted or stopped when it arrives; costs O(log n) each. */
interface ArrivalRung {
  /** Takes in a trial that reached the rung; returns whether it is promoted. */
  boolean arrive(Standing newcomer);

  /** Takes in that a trial failed on its way: it arrives as the worst. */
  void fail();
}
