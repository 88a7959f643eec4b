package org.sparkhalving.search.scheduler;

import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.Metric;

/**
 * Which trials are promoted: the settings of a scheduler.
 *
 * @param type how trials are chosen
 * @param minEpochs r, the epochs of the first rung; at least 1
 * @param maxEpochs R, the epochs of the last rung; at least {@code minEpochs}
 * @param reductionFactor η, at least 2
 * @param criterion what trials are ranked by
 */
public record SchedulerSettings(
    SchedulerSettings.Type type,
    int minEpochs,
    int maxEpochs,
    int reductionFactor,
    Criterion criterion) {

  /** The figure that trials are ranked by. */
  public Metric metric() {
    return criterion.metric();
  }

  /** The same with another criterion. */
  public SchedulerSettings with(Criterion other) {
    return new SchedulerSettings(type, minEpochs, maxEpochs, reductionFactor, other);
  }

  /** How trials are chosen. */
  public sealed interface Type {
    /** A scheduler of this type before any outcome; as {@link SchedulerSettings#scheduler}. */
    Scheduler scheduler(int trials, SchedulerSettings settings);
  }

  /** Successive halving, decided as early as it is certain. */
  public record SuccessiveHalving() implements Type {
    @Override
    public Scheduler scheduler(int trials, SchedulerSettings settings) {
      return new Halving(settings.plan(trials), settings.metric());
    }
  }

  /** ASHA that promotes from checkpoints, independent of the order of arrival. */
  public record Promotion() implements Type {
    @Override
    public Scheduler scheduler(int trials, SchedulerSettings settings) {
      return new AshaPromotion(settings.plan(trials), settings.reductionFactor, settings.metric());
    }
  }

  /** ASHA that stops trials in place, in order of arrival. */
  public record Stopping(StoppingRule rule) implements Type {
    @Override
    public Scheduler scheduler(int trials, SchedulerSettings settings) {
      return new AshaStopping(
          trials, settings.rungs(), settings.reductionFactor, settings.metric(), rule);
    }
  }

  /** Hyperband's brackets. */
  public record Brackets() implements Type {
    @Override
    public Scheduler scheduler(int trials, SchedulerSettings settings) {
      return new Hyperband(trials, settings.rungs(), settings.reductionFactor, settings.metric());
    }
  }

  /** Every trial trains to {@code maxEpochs}, in one rung. */
  public record None() implements Type {
    @Override
    public Scheduler scheduler(int trials, SchedulerSettings settings) {
      int factor = settings.reductionFactor;
      Rungs one = Rungs.of(settings.maxEpochs, settings.maxEpochs, factor);
      return new Halving(HalvingPlan.of(trials, one, factor), settings.metric());
    }
  }

  /**
   * A scheduler of these settings before any outcome.
   *
   * @param trials how many there are, at least 1
   */
  public Scheduler scheduler(int trials) {
    return type.scheduler(trials, this);
  }

  private Rungs rungs() {
    return Rungs.of(minEpochs, maxEpochs, reductionFactor);
  }

  private HalvingPlan plan(int trials) {
    return HalvingPlan.of(trials, rungs(), reductionFactor);
  }
}
