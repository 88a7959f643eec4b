package org.sparkhalving.spark.executor;

import java.util.Optional;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.sparkhalving.history.CheckpointReference;
import org.sparkhalving.input.LabelledImages;
import org.sparkhalving.settings.Settings;
import org.sparkhalving.storage.CheckpointStore;
import org.sparkhalving.training.DeviceImages;
import org.sparkhalving.training.Interruption;
import org.sparkhalving.training.Model;
import org.sparkhalving.training.Network;
import org.sparkhalving.training.TorchEngine;

/**
 * What an executor does to evaluate a trial's model on the validation rows of an image set.
 *
 * @param study the study's folder
 * @param gpu the GPU that the driver gives it; null where it gives none
 */
public record EvaluationTask(
    Broadcast<LabelledImages> images,
    Broadcast<SerializableConfiguration> hadoop,
    String study,
    Settings.DeviceChoice device,
    int threads,
    Integer gpu)
    implements Function<CheckpointReference, Answers> {

  @Override
  public Answers call(CheckpointReference reference) {
    byte[] bytes = new CheckpointStore(study, hadoop.value().value()).fetch(reference);
    Model model = Model.decode(bytes, reference.path());
    Optional<Integer> fromDriver = Optional.ofNullable(gpu);
    TorchEngine.prepareThread(threads);
    // No other task has these images, so their copy is not shared, and is freed with this task.
    try (DeviceImages copy = images.value().on(TaskDevice.choose(device, fromDriver));
        Network network = Network.of(model, copy)) {
      int[] rows = images.value().validation();
      return Answers.of(network, rows, network.evaluate(rows, Interruption.NONE));
    }
  }
}
