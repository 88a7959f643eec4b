package org.sparkhalving.search;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Random search (Bergstra and Bengio, 2012): every value is drawn on its own. A value depends on
 * the study's seed, the trial's number and the hyperparameter's name alone, so a trial's
 * configuration is the same wherever and whenever it is asked for, and a hyperparameter added to
 * the space leaves the values of the others as they were.
 */
public final class RandomSampler implements Sampler {
  /** Keeps the draws apart from other seeds of the study. */
  private static final String PURPOSE = "hyperparameter ";

  private final SearchSpace space;
  private final long studySeed;

  /** A sampler of {@code space} in a study of seed {@code studySeed}. */
  public RandomSampler(SearchSpace space, long studySeed) {
    this.space = space;
    this.studySeed = studySeed;
  }

  @Override
  public Configuration sample(int trial) {
    if (trial < 0) {
      throw new IllegalArgumentException("trial numbers start at 0, but this one is " + trial);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    space
        .distributions()
        .forEach((name, distribution) -> values.put(name, distribution.at(quantile(trial, name))));
    return new Configuration(values);
  }

  private double quantile(int trial, String name) {
    return Seeds.unit(Seeds.of(studySeed, PURPOSE + name, trial));
  }
}
