package org.sparkhalving.verification;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.search.EpochMetrics;
import org.sparkhalving.text.Sha256;
import org.sparkhalving.training.Checkpoint;
import org.sparkhalving.training.DeviceImages;
import org.sparkhalving.training.Interruption;
import org.sparkhalving.training.TorchEngine;
import org.sparkhalving.training.TrialRows;
import org.sparkhalving.training.TrialTraining;
import org.sparkhalving.training.hyperparameter.Precision;

/**
 * Trains trials once more, from their first epoch, and compares bit for bit.
 *
 * @param images the study's, on the device to train on
 * @param pixels how many an image has
 * @param rows which of them train, and which validate
 * @param threads intra-op threads of a trial, as the study has them
 * @param precision of matrix products, as well
 */
public record TrialVerification(
    DeviceImages images, int pixels, TrialRows rows, int threads, Precision precision) {
  /** What a published file is called: the kind, and the epoch that it is of. */
  private static final Pattern FILE = Pattern.compile(".*/(epoch|best)-(\\d+)-[^/]*");

  /**
   * Trains a trial as often as it is on record.
   *
   * @return the first thing that came out differently, a sentence; empty when nothing did
   */
  public Optional<String> difference(RecordedTrial trial) {
    TorchEngine.prepareThread(threads);
    Checkpoint start = Checkpoint.initial(trial.configuration(), trial.seed(), pixels);
    try (TrialTraining training = new TrialTraining(images, rows, start, precision)) {
      for (EpochMetrics recorded : trial.epochs()) {
        EpochMetrics now = training.trainEpoch(Interruption.NONE);
        Optional<String> difference = difference(recorded, now);
        if (difference.isEmpty()) {
          difference = difference(trial, recorded.epoch(), training.checkpoint());
        }
        if (difference.isPresent()) {
          return difference;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> difference(EpochMetrics recorded, EpochMetrics now) {
    return different(recorded.epoch(), "training loss", recorded.trainLoss(), now.trainLoss())
        .or(() -> different(now.epoch(), "validation loss", recorded.valLoss(), now.valLoss()))
        .or(
            () ->
                different(
                    now.epoch(), "validation accuracy", recorded.valAccuracy(), now.valAccuracy()))
        .or(
            () ->
                different(
                    now.epoch(), "learning rate", recorded.learningRate(), now.learningRate()));
  }

  private static Optional<String> different(int epoch, String what, double recorded, double now) {
    return Double.doubleToLongBits(recorded) == Double.doubleToLongBits(now)
        ? Optional.empty()
        : Optional.of(
            "the %s of epoch %s is %s on record, and %s now".formatted(what, epoch, recorded, now));
  }

  private static Optional<String> difference(RecordedTrial trial, int epoch, Checkpoint now) {
    for (CheckpointReference file : trial.files()) {
      Matcher name = FILE.matcher(file.path());
      if (name.matches() && Integer.parseInt(name.group(2)) == epoch) {
        byte[] bytes = name.group(1).equals("best") ? now.model().encode() : now.encode();
        if (!Sha256.of(bytes, bytes.length).equals(file.sha256())) {
          return Optional.of(
              "the bytes of %s are others now, although the epochs up to its are the same"
                  .formatted(file.path()));
        }
      }
    }
    return Optional.empty();
  }
}
