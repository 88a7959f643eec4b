package org.sparkhalving.training;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sparkhalving.search.Criterion;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.Scope;

/**
 * Which of a trial's epochs counts while a job trains it, and the model as it was then.
 *
 * <p>Epochs that are on record before the job keep the figures that they have there, even when the
 * job trains them again: with what the record says, the model must agree.
 *
 * @param criterion which epoch counts
 * @param recorded how many epochs are on record
 * @param counted the epoch that counts so far; empty before the first
 * @param model after that epoch; empty where it is none of the job's, or the job need not keep it
 */
public record BestEpoch(
    Criterion criterion, int recorded, Optional<EpochMetrics> counted, Optional<Model> model) {

  /**
   * What counts when a job begins.
   *
   * @param record the trial's epochs on record, in order from the first
   */
  public static BestEpoch of(Criterion criterion, List<EpochMetrics> record) {
    return new BestEpoch(
        criterion, record.size(), criterion.counting(record.stream()), Optional.empty());
  }

  /**
   * What counts after one more epoch of the job.
   *
   * @param now makes a copy of the network as it is; asked for one if it is to be kept
   */
  public BestEpoch after(EpochMetrics epoch, Supplier<Model> now) {
    return isCountedAt(epoch)
        ? counting(
            epoch, criterion.scope() == Scope.LAST ? Optional.empty() : Optional.of(now.get()))
        : this;
  }

  /** What counts after the job's last epoch, whose checkpoint has the network. */
  BestEpoch atEnd(EpochMetrics epoch) {
    return isCountedAt(epoch) ? counting(epoch, Optional.empty()) : this;
  }

  private BestEpoch counting(EpochMetrics epoch, Optional<Model> kept) {
    return new BestEpoch(
        criterion, recorded, epoch.epoch() <= recorded ? counted : Optional.of(epoch), kept);
  }

  /** The same with another model. */
  BestEpoch with(Optional<Model> other) {
    return new BestEpoch(criterion, recorded, counted, other);
  }

  /** The model to keep beside the state after epoch {@code last}; empty where that has it. */
  public Optional<Model> beside(int last) {
    return counted.filter(epoch -> epoch.epoch() != last).flatMap(epoch -> model);
  }

  private boolean isCountedAt(EpochMetrics epoch) {
    if (epoch.epoch() <= recorded) {
      return counted.orElseThrow().epoch() == epoch.epoch();
    }
    return counted.isEmpty() || criterion.counting(counted.get(), epoch).epoch() == epoch.epoch();
  }
}
