package org.sparkhalving.study;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.history.Effort;
import org.sparkhalving.history.Event;
import org.sparkhalving.input.Curves;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.search.FailureReason;
import org.sparkhalving.search.Seeds;
import org.sparkhalving.search.space.Configuration;
import org.sparkhalving.settings.Settings;

/**
 * What becomes of a simulated job: a piece of the trial's curve, unless the curve diverges in it,
 * or the trial is one of those that are drawn to fail. Which trials fail and which are slow follows
 * from the study's seed and the trial's number.
 *
 * @param tried what each trial tries
 * @param maxEpochs the last rung's epochs
 */
record CurveReplay(
    Curves curves,
    IntFunction<Configuration> tried,
    Settings.Simulation simulation,
    long seed,
    int maxEpochs) {
  /** The seconds of an epoch of which they are not recorded. */
  private static final double UNTIMED = 1;

  private static final int NEVER = Integer.MAX_VALUE;

  /** A job from its first epoch to the one it ends with. */
  private record Piece(
      List<EpochMetrics> epochs, double seconds, FailureReason failure, String why) {}

  /**
   * The outcome of a job.
   *
   * @param from the epochs that the trial was trained for before
   * @param start when the job begins
   */
  Event.Outcome outcome(Backend.Order order, int from, Instant start) {
    Piece piece = piece(order.trial(), from, order.target());
    Instant end = start.plusNanos(1000 * Math.round(1e6 * piece.seconds()));
    Effort effort =
        new Effort(SimulatedBackend.DEVICE, "", piece.seconds(), piece.seconds(), start, end);
    return piece.failure() == null
        ? Event.Finished.of(
            order.trial(), order.rung(), piece.epochs(), CheckpointReference.NONE, effort)
        : new Event.Failed(
            order.trial(), order.rung(), piece.failure(), piece.why(), piece.epochs(), effort);
  }

  private Piece piece(int trial, int from, int target) {
    List<EpochMetrics> curve = curves.of(trial, tried);
    double factor = slowness(trial);
    int failing = failingEpoch(trial);
    List<EpochMetrics> epochs = new ArrayList<>(target - from);
    double seconds = 0;
    for (int epoch = from + 1; epoch <= target; epoch++) {
      EpochMetrics metrics = slowed(curve.get(epoch - 1), factor);
      seconds += Double.isNaN(metrics.seconds()) ? UNTIMED * factor : metrics.seconds();
      if (epoch == failing) {
        return new Piece(
            epochs, seconds, simulation.failures().reason(), "simulated, in epoch " + epoch);
      }
      epochs.add(metrics);
      if (!curves.isFinite(metrics)) {
        return new Piece(
            epochs, seconds, FailureReason.DIVERGED, "its curve is not finite in epoch " + epoch);
      }
    }
    return new Piece(epochs, seconds, null, "");
  }

  private double slowness(int trial) {
    Settings.Stragglers stragglers = simulation.stragglers();
    boolean slow =
        stragglers.trials().contains(trial)
            || Seeds.unit(Seeds.of(seed, "straggler", trial)) < stragglers.share();
    return slow ? stragglers.factor() : 1;
  }

  private int failingEpoch(int trial) {
    return Seeds.unit(Seeds.of(seed, "failure", trial)) < simulation.failures().share()
        ? 1 + (int) (maxEpochs * Seeds.unit(Seeds.of(seed, "epoch of failure", trial)))
        : NEVER;
  }

  private static EpochMetrics slowed(EpochMetrics epoch, double factor) {
    return factor == 1
        ? epoch
        : new EpochMetrics(
            epoch.epoch(),
            epoch.trainLoss(),
            epoch.valLoss(),
            epoch.valAccuracy(),
            epoch.learningRate(),
            epoch.seconds() * factor);
  }
}
