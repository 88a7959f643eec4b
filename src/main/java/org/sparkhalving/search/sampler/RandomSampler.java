package org.sparkhalving.search.sampler;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Prior prior;

  /** A sampler of {@code space} in a study of seed {@code studySeed}. */
  public RandomSampler(SearchSpace space, long studySeed) {
    this(space, studySeed, List.of(), Map.of());
  }

  /**
   * A sampler with given first trials, and others near given values.
   *
   * @param space what is drawn
   * @param studySeed the study's seed
   * @param startWith values that the first trials have; what one leaves out is drawn
   * @param prior values that are believed to be good: the next trial has them, and some of the
   *     others are drawn near them, the fewer the later; what it leaves out is drawn as ever
   */
  public RandomSampler(
      SearchSpace space, long studySeed, List<Configuration> startWith, Map<String, Object> prior) {
    this.space = space;
    this.studySeed = studySeed;
    this.startWith = List.copyOf(startWith);
    this.prior = new Prior(space, studySeed, prior, startWith.size());
  }

  @Override
  public Configuration sample(int trial) {
    if (trial < 0) {
      throw new IllegalArgumentException("trial numbers start at 0, but this one is " + trial);
    }
    return space.configuration(
        name ->
            given(trial, name)
                .orElseGet(() -> space.distributions().get(name).at(quantile(trial, name))));
  }

  /** The trials near the values that are believed to be good. */
  Prior prior() {
    return prior;
  }

  private Optional<Object> given(int trial, String name) {
    if (trial < startWith.size()) {
      return Optional.ofNullable(startWith.get(trial).values().get(name));
    }
    return prior.isFor(trial) ? prior.value(name, trial) : Optional.empty();
  }

  private double quantile(int trial, String name) {
    return Seeds.unit(Seeds.of(studySeed, PURPOSE + name, trial));
  }
}
