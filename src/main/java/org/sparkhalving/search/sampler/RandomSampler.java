package org.sparkhalving.search.sampler;

import java.util.List;
import java.util.Map;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.SearchSpace;

/**
 * Random search (Bergstra and Bengio, 2012): every value is drawn independently. A value depends on
 * the study's seed, the trial's number and the hyperparameter's name alone, so a trial's
 * configuration is the same wherever and whenever it is asked for, and a hyperparameter added to
 * the space leaves the values of the others as they were.
 */
public final class RandomSampler implements Sampler {
  /** Keeps the draws apart from other seeds of the study. */
  private static final String PURPOSE = "hyperparameter ";

  private final SearchSpace space;
  private final long studySeed;
  private final List<Configuration> startWith;

  /** A sampler of {@code space} in a study of seed {@code studySeed}. */
  public RandomSampler(SearchSpace space, long studySeed) {
    this(space, studySeed, List.of());
  }

  /**
   * A sampler with given first trials.
   *
   * @param space what is drawn
   * @param studySeed the study's seed
   * @param startWith values that the first trials have; what one leaves out is drawn
   */
  public RandomSampler(SearchSpace space, long studySeed, List<Configuration> startWith) {
    this.space = space;
    this.studySeed = studySeed;
    this.startWith = List.copyOf(startWith);
  }

  @Override
  public Configuration sample(int trial) {
    if (trial < 0) {
      throw new IllegalArgumentException("trial numbers start at 0, but this one is " + trial);
    }
    Map<String, Object> given = trial < startWith.size() ? startWith.get(trial).values() : Map.of();
    return space.configuration(
        name -> given.containsKey(name) ? given.get(name) : drawn(trial, name));
  }

  private Object drawn(int trial, String name) {
    return space.distributions().get(name).at(quantile(trial, name));
  }

  private double quantile(int trial, String name) {
    return Seeds.unit(Seeds.of(studySeed, PURPOSE + name, trial));
  }
}
