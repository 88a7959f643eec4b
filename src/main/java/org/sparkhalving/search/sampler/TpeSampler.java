package org.sparkhalving.search.sampler;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.sparkhalving.search.Metric;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.SearchSpace;

/**
 * The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl, Algorithms for
 * Hyper-Parameter Optimization, 2011), multivariate, with the rules and constants of Optuna's
 * {@code TPESampler(multivariate=True)}: of the n observations the best min(⌈n / 10⌉, 25) give the
 * density l(x), the others g(x); of 24 configurations drawn from l the one with the highest l(x) /
 * g(x) is taken. Trials are random until ten results can be seen.
 *
 * <p>It is deterministic, however many trials run at a time: trial k sees the first results of
 * trials 0 to k − window, and only those. Pending trials count as bad (constant liar), so that
 * neighbours differ; so do failed ones. Only the newest 400 bad ones are used, which bounds what a
 * trial costs.
 */
public final class TpeSampler implements Sampler {
  private static final String PURPOSE = "tpe";
  private static final String THIS_STUDY = "";
  private static final int STARTUP = 10;
  private static final int CANDIDATES = 24;
  private static final int MOST_GOOD = 25;
  private static final int MOST_BAD = 400;

  private final SearchSpace space;
  private final long studySeed;
  private final int window;
  private final int random;
  private final RandomSampler randomSampler;
  private final Observations observations;
  private final List<Configuration> sampled = new ArrayList<>();

  /** The first results by trial; null where there is none yet. */
  private final List<Result> results = new ArrayList<>();

  /** The trials below this have a result. */
  private int resolved;

  /** The trials below this are among the observations. */
  private int observed;

  private record Result(int epochs, Outcome outcome) {}

  /**
   * A sampler before any result.
   *
   * @param space what is drawn
   * @param studySeed the study's seed
   * @param startWith values that the first trials have; what one leaves out is drawn at random
   * @param window how many trials may be asked for ahead of a result, at least 1
   * @param earlier what is known from other studies, all of this space
   * @param metric what results are ranked by
   */
  public TpeSampler(
      SearchSpace space,
      long studySeed,
      List<Configuration> startWith,
      int window,
      List<Observation> earlier,
      Metric metric) {
    this.space = space;
    this.studySeed = studySeed;
    this.window = window;
    this.randomSampler = new RandomSampler(space, studySeed, startWith);
    this.observations = new Observations(metric);
    earlier.forEach(observations::add);
    int missing = STARTUP - earlier.size();
    this.random = Math.max(startWith.size(), missing > 0 ? missing + window - 1 : 0);
  }

  @Override
  public int known() {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(random, (long) resolved + window));
  }

  @Override
  public void tell(int trial, int epochs, Outcome outcome) {
    requireKnown(trial);
    while (results.size() <= trial) {
      results.add(null);
    }
    if (results.get(trial) == null) {
      results.set(trial, new Result(epochs, outcome));
    }
    while (resolved < results.size() && results.get(resolved) != null) {
      resolved++;
    }
  }

  @Override
  public Configuration sample(int trial) {
    requireKnown(trial);
    while (sampled.size() <= trial) {
      sampled.add(next());
    }
    return sampled.get(trial);
  }

  private void requireKnown(int trial) {
    if (trial < 0 || trial >= known()) {
      throw new IllegalArgumentException(
          "trials 0 to %s are known so far, but this one is %s".formatted(known() - 1, trial));
    }
  }

  /** The configuration of the first trial that has none yet. */
  private Configuration next() {
    int trial = sampled.size();
    if (trial < random) {
      return randomSampler.sample(trial);
    }
    observeTo(trial - window);
    Set<Integer> good = observations.best(Math.min((observations.size() + 9) / 10, MOST_GOOD));
    if (good.isEmpty()) {
      return randomSampler.sample(trial);
    }
    ParzenEstimator low =
        new ParzenEstimator(space, good.stream().map(observations::configuration).toList());
    ParzenEstimator high = new ParzenEstimator(space, bad(good, trial));
    return best(low, high, new Draws(Seeds.of(studySeed, PURPOSE, trial)));
  }

  private void observeTo(int trial) {
    for (; observed <= trial; observed++) {
      Result result = results.get(observed);
      observations.add(
          new Observation(THIS_STUDY, result.epochs(), sampled.get(observed), result.outcome()));
    }
  }

  /** The newest bad observations and the trials that are not seen, the oldest first. */
  private List<Configuration> bad(Set<Integer> good, int trial) {
    List<Configuration> bad = new ArrayList<>();
    for (int number = observations.size() - 1; number >= 0 && bad.size() < MOST_BAD; number--) {
      if (!good.contains(number)) {
        bad.add(observations.configuration(number));
      }
    }
    Collections.reverse(bad);
    bad.addAll(sampled.subList(observed, trial));
    return bad;
  }

  private static Configuration best(ParzenEstimator good, ParzenEstimator bad, Draws draws) {
    Configuration best = null;
    double highest = Double.NEGATIVE_INFINITY;
    for (int candidate = 0; candidate < CANDIDATES; candidate++) {
      Configuration drawn = good.draw(draws);
      double gain = good.logDensity(drawn) - bad.logDensity(drawn);
      if (best == null || gain > highest) {
        best = drawn;
        highest = gain;
      }
    }
    return best;
  }
}
