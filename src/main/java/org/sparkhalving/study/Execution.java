package org.sparkhalving.study;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sparkhalving.search.Job;

/** How a study gets its results: its trials are trained on Spark, or simulated on the driver. */
public interface Execution {
  /** The time by which events are dated: the driver's clock, or the simulation's virtual one. */
  Instant now();

  /**
   * Runs jobs until every trial is decided on, a stop rule ends the search, or a stop is asked for.
   *
   * @param open the jobs that have no outcome yet
   * @param stop asked at least every second: why to stop, if so
   * @return why it stopped; empty when the search is over
   */
  Optional<String> search(List<Job> open, Supplier<Optional<String>> stop);

  /**
   * What follows a finished search: the chosen trial's model is published and tested, where there
   * is a network.
   *
   * @param stop as for {@link #search}
   * @return why that was interrupted; empty when it was not
   */
  Optional<String> conclude(Supplier<Optional<String>> stop);
}
