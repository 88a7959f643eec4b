package org.sparkhalving.training;

import ai.djl.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.training.failure.Blame;
import org.sparkhalving.training.failure.Cause;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * A trial from one rung to the next: epochs until the target, or until it fails.
 *
 * @param images the data on the trial's device
 * @param rows which images train and which validate
 * @param start where the trial stands
 * @param target epochs to be completed at the end
 * @param best which epoch counts so far, and its model where that is one of this job's
 * @param precision of the matrix products
 */
public record TrialRun(
    DeviceImages images,
    TrialRows rows,
    Checkpoint start,
    int target,
    BestEpoch best,
    Precision precision) {

  /** Gets epochs as they end, on the training thread. */
  @FunctionalInterface
  public interface Listener {
    /**
     * An epoch ended. Some are reported twice, when a run begins anew.
     *
     * @param now where the trial stands; made when asked for, and only before this returns
     * @param best the model to keep beside it, where another epoch of this job counts
     */
    void epochEnded(EpochMetrics epoch, Supplier<Checkpoint> now, Optional<Model> best);
  }

  /** How a run ended. */
  public sealed interface Result {
    /** The epochs that were trained in this run. */
    List<EpochMetrics> epochs();
  }

  /**
   * The target was reached.
   *
   * @param best the model to keep beside the checkpoint, where another epoch of this job counts
   */
  public record Trained(List<EpochMetrics> epochs, Checkpoint checkpoint, Optional<Model> best)
      implements Result {}

  /** The trial failed; its last epoch may hold NaN. */
  public record Failed(List<EpochMetrics> epochs, FailureReason reason, String message)
      implements Result {}

  /**
   * Trains on the calling thread, which {@link TorchEngine#prepareThread} has prepared. When the
   * device's or Java's memory runs out, the device's cache is freed and the run begins anew, once.
   *
   * @param listener gets every epoch, as it ends
   */
  public Result run(Listener listener, Interruption interruption) {
    return withOneRetry(
        () -> train(listener, interruption), () -> TorchEngine.returnMemory(images.device()));
  }

  /** The result of {@code attempt}, made again after {@code freeCache} if memory ran out. */
  static Result withOneRetry(Supplier<Result> attempt, Runnable freeCache) {
    try {
      return attempt.get();
    } catch (EngineException | OutOfMemoryError first) {
      if (Blame.of(first) != Blame.MEMORY) {
        throw first;
      }
    }
    freeCache.run();
    try {
      return attempt.get();
    } catch (EngineException | OutOfMemoryError second) {
      if (Blame.of(second) != Blame.MEMORY) {
        throw second;
      }
      return new Failed(
          List.of(), FailureReason.OUT_OF_MEMORY, Cause.gist(String.valueOf(second.getMessage())));
    }
  }

  private Result train(Listener listener, Interruption interruption) {
    List<EpochMetrics> epochs = new ArrayList<>();
    try (TrialTraining training = new TrialTraining(images, rows, start, precision)) {
      BestEpoch counting = best;
      while (training.epoch() < target) {
        EpochMetrics epoch = training.trainEpoch(interruption);
        epochs.add(epoch);
        counting =
            training.epoch() < target
                ? counting.after(epoch, training::model)
                : counting.atEnd(epoch);
        listener.epochEnded(epoch, training::checkpoint, counting.beside(epoch.epoch()));
        if (!Double.isFinite(epoch.trainLoss()) || !Double.isFinite(epoch.valLoss())) {
          return new Failed(
              epochs,
              FailureReason.DIVERGED,
              "the loss of epoch %s is %s in training, %s in validation"
                  .formatted(epoch.epoch(), epoch.trainLoss(), epoch.valLoss()));
        }
      }
      return new Trained(epochs, training.checkpoint(), counting.beside(training.epoch()));
    }
  }
}
