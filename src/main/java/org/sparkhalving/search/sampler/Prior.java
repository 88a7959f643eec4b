package org.sparkhalving.search.sampler;

import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

/**
 * A user's belief of which values are good. The first trial has them; of the later ones, some are
 * drawn near them, the fewer the more trials there were: one in two at first, one in four after 16,
 * one in ten after 64. So a wrong belief costs little.
 *
 * <p>After PriorBand (Mallik et al., PriorBand: Practical Hyperparameter Optimization in the Age of
 * Deep Learning, 2023), which draws half of a first rung near the prior or the best trial, from
 * normal distributions cut off at the bounds, of a standard deviation of {@value #WIDTH} of the
 * range. How the share falls is this project's own: its samplers that learn draw near the best
 * trials by themselves, and {@link #holds} says when they do without the prior.
 */
final class Prior {
  private static final String PURPOSE = "prior ";
  private static final double WIDTH = 0.25;

  /** How often a choice has the believed option; other times it is drawn as ever. */
  private static final double WEIGHT = 0.75;

  private final SearchSpace space;
  private final long studySeed;
  private final Map<String, Object> values;
  private final int first;

  /**
   * A belief.
   *
   * @param values those that are believed to be good, of any of the space's hyperparameters; none
   *     where there is no belief
   * @param first the first trial that may have them
   */
  Prior(SearchSpace space, long studySeed, Map<String, Object> values, int first) {
    this.space = space;
    this.studySeed = studySeed;
    this.values = Map.copyOf(values);
    this.first = first;
  }

  /** Whether a trial is to be drawn near the believed values, or is the one that has them. */
  boolean isFor(int trial) {
    if (values.isEmpty() || trial < first) {
      return false;
    }
    int before = trial - first;
    return before == 0 || Seeds.unit(Seeds.of(studySeed, PURPOSE, trial)) < 8.0 / (16 + before);
  }

  /** A hyperparameter's value in a trial; empty where nothing is believed of it. */
  Optional<Object> value(String name, int trial) {
    Optional<Object> believed = Optional.ofNullable(values.get(name));
    return trial == first
        ? believed
        : believed.map(
            value -> near(value, name, new Draws(Seeds.of(studySeed, PURPOSE + name, trial))));
  }

  private Object near(Object value, String name, Draws draws) {
    Distribution distribution = space.distributions().get(name);
    return Interval.of(distribution)
        .map(interval -> interval.near(interval.at(value), WIDTH * interval.width(), draws))
        .orElseGet(() -> draws.unit() < WEIGHT ? value : distribution.at(draws.unit()));
  }

  /**
   * Whether results still speak for a belief: trials near it did better in the mean than the
   * others, or there are none of either.
   *
   * @param near the trials that were drawn near it
   * @param ranks how good each trial is, from 0 for the best to 1, by number
   */
  static boolean holds(BitSet near, double[] ranks) {
    double[] sums = new double[2];
    int[] counts = new int[2];
    for (int trial = 0; trial < ranks.length; trial++) {
      int group = near.get(trial) ? 0 : 1;
      sums[group] += ranks[trial];
      counts[group]++;
    }
    return counts[0] == 0 || counts[1] == 0 || sums[0] / counts[0] < sums[1] / counts[1];
  }
}
