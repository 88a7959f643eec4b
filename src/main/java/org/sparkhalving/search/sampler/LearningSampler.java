package org.sparkhalving.search.sampler;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.sparkhalving.search.Outcome;
import org.sparkhalving.search.space.Configuration;

/**
 * A sampler that learns from results, deterministic however many trials run at a time: trial k sees
 * the first results of trials 0 to k − window, and only those. Trials are random until there is
 * enough to learn from. Those near a {@link Prior} are drawn at random too, for as long as they are
 * better than the others by what is seen.
 */
abstract class LearningSampler implements Sampler {
  private static final String THIS_STUDY = "";

  private final int window;
  private final int random;
  private final RandomSampler randomSampler;
  private final UnaryOperator<Configuration> realized;
  private final Observations observations;
  private final List<Configuration> sampled = new ArrayList<>();
  private final Set<Configuration> tried = new HashSet<>();
  private final BitSet nearPrior = new BitSet();
  private final int earlier;

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
   * @param startup how many results of random trials it needs, at least 1
   */
  LearningSampler(LearningSetup setup, int startup) {
    this.window = setup.window();
    this.randomSampler =
        new RandomSampler(setup.space(), setup.studySeed(), setup.startWith(), setup.prior());
    this.realized = setup.realized();
    this.observations = new Observations(setup.metric());
    setup.earlier().forEach(observations::add);
    this.earlier = setup.earlier().size();
    int given = setup.startWith().size() + (setup.prior().isEmpty() ? 0 : 1);
    int missing = startup - earlier;
    this.random = Math.max(given, missing > 0 ? missing + window - 1 : 0);
  }

  /**
   * What to try next; empty where nothing can be learnt yet.
   *
   * @param trial its number
   * @param seen the results that it may see, at least as many as needed
   * @param pending what the trials before it try whose results it does not see, by number
   */
  abstract Optional<Configuration> proposal(
      int trial, Observations seen, List<Configuration> pending);

  /** Whether a trial before the one that is proposed tries a configuration. */
  final boolean isTried(Configuration configuration) {
    return tried.contains(configuration);
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
      sampled.add(realized.apply(next()));
      tried.add(sampled.get(sampled.size() - 1));
    }
    return sampled.get(trial);
  }

  private void requireKnown(int trial) {
    if (trial < 0 || trial >= known()) {
      throw new IllegalArgumentException(
          "trials 0 to %s are known so far, but this one is %s".formatted(known() - 1, trial));
    }
  }

  /** What is proposed for the first trial that has no configuration yet. */
  private Configuration next() {
    int trial = sampled.size();
    if (trial < random) {
      return drawn(trial);
    }
    observeTo(trial - window);
    if (randomSampler.prior().isFor(trial)
        && isPriorGood()
        && !isTried(randomSampler.sample(trial))) {
      return drawn(trial);
    }
    return proposal(trial, observations, sampled.subList(observed, trial))
        .orElseGet(() -> drawn(trial));
  }

  private Configuration drawn(int trial) {
    nearPrior.set(trial, randomSampler.prior().isFor(trial));
    return randomSampler.sample(trial);
  }

  private boolean isPriorGood() {
    return Prior.holds(
        nearPrior,
        IntStream.range(0, observed)
            .mapToDouble(trial -> observations.share(earlier + trial))
            .toArray());
  }

  private void observeTo(int trial) {
    for (; observed <= trial; observed++) {
      Result result = results.get(observed);
      observations.add(
          new Observation(THIS_STUDY, result.epochs(), sampled.get(observed), result.outcome()));
    }
  }
}
