package org.sparkhalving.search.importance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.search.space.Distribution;
import org.sparkhalving.search.space.SearchSpace;

/**
 * How much each hyperparameter decides whether a trial is among the best tenth: PED-ANOVA
 * (Watanabe, Bansal and Hutter, IJCAI 2023), with conditional hyperparameters as in condPED-ANOVA
 * (arXiv:2601.20800, Algorithm 1); the numbers are those of Optuna's {@code
 * PedAnovaImportanceEvaluator} with its defaults. Hyperparameters that cannot vary are left out.
 *
 * @param shares each hyperparameter's, the greatest first; they add up to 1, or all are 0 where the
 *     best trials are no different from the others
 * @param trials how many trials it is taken from
 * @param best how many of them are the best tenth; more where metrics are equal
 */
public record Importance(List<Share> shares, int trials, int best) {
  /** The part of the trials that count as the best. */
  private static final double TARGET = 0.1;

  /** With fewer of the best trials, chance decides; Optuna's documentation names this number. */
  private static final int ENOUGH = 5;

  /** A regime (trials that have a hyperparameter) of fewer trials says nothing. */
  private static final int SMALLEST_REGIME = 2;

  /**
   * One hyperparameter's part.
   *
   * @param name the hyperparameter
   * @param value from 0 to 1
   * @param trials how many trials have it; fewer than all where it is conditional
   */
  public record Share(String name, double value, int trials) {}

  /**
   * A trial with a result.
   *
   * @param configuration one of the search space
   * @param loss lower is better, finite
   */
  public record Evaluated(Configuration configuration, double loss) {}

  /** Takes a copy. */
  public Importance {
    shares = List.copyOf(shares);
  }

  /** Computes it from the trials that have a result: failed ones are left out. */
  public static Importance of(SearchSpace space, List<Evaluated> trials) {
    List<Evaluated> best = best(trials);
    Map<String, Double> sizes = new LinkedHashMap<>();
    space
        .distributions()
        .forEach(
            (name, distribution) ->
                grid(distribution)
                    .ifPresent(grid -> sizes.put(name, divergence(name, grid, best, trials))));
    double sum = sizes.values().stream().mapToDouble(Double::doubleValue).sum();
    List<Share> shares = new ArrayList<>();
    sizes.forEach(
        (name, size) ->
            shares.add(new Share(name, sum > 0 ? size / sum : 0, values(name, trials).size())));
    shares.sort(Comparator.comparingDouble(Share::value).reversed());
    return new Importance(shares, trials.size(), best.size());
  }

  /** The fewest trials from which importances are more than chance. */
  public static int fewestTrials() {
    return (int) Math.round((ENOUGH - 1) / TARGET) + 1;
  }

  /** Whether there are enough trials, and the best of them differ from the others. */
  public boolean isKnown() {
    return best >= ENOUGH && trials >= fewestTrials() && shares.stream().anyMatch(s -> s.value > 0);
  }

  private static Optional<Grid> grid(Distribution distribution) {
    return Grid.of(distribution).filter(grid -> grid.cells() > 1);
  }

  /** All whose loss is at most that of the last of the best tenth. */
  private static List<Evaluated> best(List<Evaluated> trials) {
    List<Double> losses = trials.stream().map(Evaluated::loss).sorted().toList();
    if (losses.isEmpty()) {
      return List.of();
    }
    double worst = losses.get((int) Math.ceil(TARGET * losses.size()) - 1);
    return trials.stream().filter(trial -> trial.loss() <= worst).toList();
  }

  private static List<Object> values(String name, List<Evaluated> trials) {
    return trials.stream()
        .map(trial -> trial.configuration().values().get(name))
        .filter(value -> value != null)
        .toList();
  }

  /**
   * α² / β times the Pearson divergence of the best trials' density from that of all, over those
   * that have the hyperparameter: α of the best, β of all.
   */
  private static double divergence(
      String name, Grid grid, List<Evaluated> best, List<Evaluated> all) {
    List<Object> here = values(name, all);
    List<Object> bestHere = values(name, best);
    if (here.size() < SMALLEST_REGIME || bestHere.isEmpty()) {
      return 0;
    }
    double[] density = grid.density(here);
    double[] densityOfBest = grid.density(bestHere);
    double divergence = 0;
    for (int cell = 0; cell < density.length; cell++) {
      double difference = densityOfBest[cell] / density[cell] - 1;
      divergence += density[cell] * difference * difference;
    }
    double alpha = (double) bestHere.size() / best.size();
    double beta = (double) here.size() / all.size();
    return alpha * alpha / beta * divergence;
  }
}
