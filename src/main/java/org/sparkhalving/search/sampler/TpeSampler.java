package org.sparkhalving.search.sampler;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * <p>Pending trials count as bad (constant liar), so that neighbours differ; so do failed ones.
 * Only the newest 400 bad ones are used, which bounds what a trial costs.
 */
public final class TpeSampler extends LearningSampler {
  private static final String PURPOSE = "tpe";
  private static final int STARTUP = 10;
  private static final int CANDIDATES = 24;
  private static final int MOST_GOOD = 25;
  private static final int MOST_BAD = 400;

  private final SearchSpace space;
  private final long studySeed;

  /** A sampler before any result. */
  public TpeSampler(LearningSetup setup) {
    super(setup, STARTUP);
    this.space = setup.space();
    this.studySeed = setup.studySeed();
  }

  @Override
  Optional<Configuration> proposal(int trial, Observations seen, List<Configuration> pending) {
    Set<Integer> good = seen.best(Math.min((seen.size() + 9) / 10, MOST_GOOD));
    if (good.isEmpty()) {
      return Optional.empty();
    }
    ParzenEstimator low =
        new ParzenEstimator(space, good.stream().map(seen::configuration).toList());
    ParzenEstimator high = new ParzenEstimator(space, bad(good, seen, pending));
    return Optional.of(best(low, high, new Draws(Seeds.of(studySeed, PURPOSE, trial))));
  }

  /** The newest bad observations and the trials that are not seen, the oldest first. */
  private static List<Configuration> bad(
      Set<Integer> good, Observations seen, List<Configuration> pending) {
    List<Configuration> bad = new ArrayList<>();
    for (int number = seen.size() - 1; number >= 0 && bad.size() < MOST_BAD; number--) {
      if (!good.contains(number)) {
        bad.add(seen.configuration(number));
      }
    }
    Collections.reverse(bad);
    bad.addAll(pending);
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
