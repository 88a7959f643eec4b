package org.sparkhalving.search.sampler;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.search.space.Configuration;

/**
 * Bayesian optimization with a Gaussian process of the results at the trials' first rungs (Klein,
 * Tiao, Lienart, Archambeau and Seeger, Model-based Asynchronous Hyperparameter and Neural
 * Architecture Search, 2020, with independent processes for the rungs, of which the first is used):
 * of many candidates, the one with the highest expected improvement that no trial tries yet is
 * taken (Jones, Schonlau and Welch, Efficient Global Optimization of Expensive Black-Box Functions,
 * 1998).
 *
 * <p>A result's score is the normal quantile of its rank (Salinas, Shen and Perrone, A
 * Quantile-based Approach for Hyperparameter Transfer Learning, 2020), so that neither the metric's
 * scale nor its outliers matter; failed trials are worst. Pending trials count as if they had
 * turned out as expected. Trials are random until there are a few results.
 *
 * <p>What a trial costs is bounded: the process is of the best {@value #BEST} results and the
 * newest {@value #NEWEST} of the others, and of the newest {@value #PENDING} pending trials.
 */
public final class GpSampler extends LearningSampler {
  private static final String PURPOSE = "gp";
  private static final int STARTUP = 6;
  private static final int BEST = 48;
  private static final int NEWEST = 48;
  private static final int PENDING = 32;
  private static final int DRAWN = 100;

  /** How many of the best results candidates are drawn near, and how many near each. */
  private static final int CENTRES = 5;

  private static final int NEAR_EACH = 20;
  private static final double[] RADII = {0.2, 0.1, 0.05, 0.025};

  private final long studySeed;
  private final Encoding encoding;
  private final Candidates candidates;
  private final CovarianceSearch covariance;

  /** A sampler before any result. */
  public GpSampler(LearningSetup setup) {
    super(setup, STARTUP);
    this.studySeed = setup.studySeed();
    this.encoding = new Encoding(setup.space());
    this.candidates = new Candidates(setup.space());
    this.covariance = new CovarianceSearch(encoding);
  }

  @Override
  Optional<Configuration> proposal(int trial, Observations seen, List<Configuration> pending) {
    Set<Integer> best = seen.best(BEST);
    if (best.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> used = used(best, seen);
    double[] scores =
        used.stream().mapToDouble(number -> Normal.quantile(seen.share(number))).toArray();
    List<double[]> points = new ArrayList<>();
    used.forEach(number -> points.add(encoding.point(seen.configuration(number))));
    covariance.improve(points.toArray(double[][]::new), scores);
    pending.subList(Math.max(0, pending.size() - PENDING), pending.size()).stream()
        .map(encoding::point)
        .forEach(points::add);
    GaussianProcess process = covariance.process(points.toArray(double[][]::new), scores);
    List<Configuration> centres = seen.best(CENTRES).stream().map(seen::configuration).toList();
    return Optional.of(best(process, centres, new Draws(Seeds.of(studySeed, PURPOSE, trial))));
  }

  /** The best results and the newest of the others, by number. */
  private static List<Integer> used(Set<Integer> best, Observations seen) {
    Set<Integer> used = new TreeSet<>(best);
    int most = Math.min(seen.size(), best.size() + NEWEST);
    for (int number = seen.size() - 1; used.size() < most; number--) {
      used.add(number);
    }
    return List.copyOf(used);
  }

  private Configuration best(GaussianProcess process, List<Configuration> centres, Draws draws) {
    List<Configuration> all = new ArrayList<>();
    for (int number = 0; number < DRAWN; number++) {
      all.add(candidates.drawn(draws));
    }
    for (Configuration centre : centres) {
      for (int number = 0; number < NEAR_EACH; number++) {
        all.add(candidates.near(centre, RADII[number % RADII.length], draws));
      }
    }
    List<Configuration> untried = all.stream().filter(candidate -> !isTried(candidate)).toList();
    List<Configuration> open = untried.isEmpty() ? all : untried;
    return open.get(mostPromising(process, process.leastMean(), open));
  }

  private int mostPromising(GaussianProcess process, double least, List<Configuration> all) {
    GaussianProcess.Prediction expected =
        process.predict(all.stream().map(encoding::point).toArray(double[][]::new));
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int number = 0; number < all.size(); number++) {
      double improvement =
          Normal.expectedBelow(least, expected.means()[number], expected.deviations()[number]);
      if (improvement > highest) {
        best = number;
        highest = improvement;
      }
    }
    return best;
  }
}
