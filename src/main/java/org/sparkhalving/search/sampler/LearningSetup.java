package org.sparkhalving.search.sampler;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.SearchSpace;

/**
 * What a sampler that learns begins with.
 *
 * @param space what is drawn
 * @param studySeed the study's seed
 * @param startWith values that the first trials have; what one leaves out is drawn at random
 * @param prior values that are believed to be good; empty where nothing is believed
 * @param window how many trials may be asked for ahead of a result, at least 1
 * @param earlier what is known from other studies, all of this space
 * @param metric what results are ranked by
 * @param realized makes what a trial tries of what is proposed for it; asked once for each trial,
 *     in the order of their numbers
 */
public record LearningSetup(
    SearchSpace space,
    long studySeed,
    List<Configuration> startWith,
    Map<String, Object> prior,
    int window,
    List<Observation> earlier,
    Metric metric,
    UnaryOperator<Configuration> realized) {
  /** Takes copies of its lists. */
  public LearningSetup {
    startWith = List.copyOf(startWith);
    prior = Map.copyOf(prior);
    earlier = List.copyOf(earlier);
  }
}
